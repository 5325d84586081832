using System.Text;
using Drover.LineEditor.Buffers;
using Drover.LineEditor.Rendering;

namespace Drover.LineEditor.Tests.Buffers;

public sealed class GraphemeClustersTests
{
    [Theory]
    [InlineData("abc", "a|b|c")]
    [InlineData("ae\u0301b", "a|e\u0301|b")]
    [InlineData("x👩‍👩‍👧y", "x|👩‍👩‍👧|y")]
    [InlineData("🇩🇪🇫🇷", "🇩🇪|🇫🇷")]
    [InlineData("👍🏽!", "👍🏽|!")]
    [InlineData("한국", "한|국")]
    [InlineData("\u1112\u1161\u11ab", "\u1112\u1161\u11ab")]
    [InlineData("日本", "日|本")]
    [InlineData("a\r\nb", "a|\r|\n|b")]
    [InlineData("❤️x", "❤️|x")]
    public void Cluster_is_what_a_person_takes_for_one_character(string text, string clusters)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Forward(bytes).ShouldBe(clusters.Split('|').Select(Encoding.UTF8.GetBytes));
        Backward(bytes).ShouldBe(clusters.Split('|').Select(Encoding.UTF8.GetBytes));
    }

    [Fact]
    public void Invalid_bytes_are_one_each()
    {
        byte[] bytes = [0xFF, 0xC3, (byte)'a', 0xE2, 0x82, 0xC3, 0xA9, 0x80];
        Forward(bytes).Select(b => b.Length).ShouldBe([1, 1, 1, 1, 1, 2, 1]);
        Backward(bytes).Select(b => b.Length).ShouldBe([1, 1, 1, 1, 1, 2, 1]);
    }

    [Fact]
    public void Floor_is_the_start_of_the_cluster_around()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("ae\u0301👩‍👩‍👧b");
        int[] starts = [0, 1, 4, bytes.Length - 1, bytes.Length];
        for (int at = 0; at <= bytes.Length; at++) GraphemeClusters.Floor(bytes, at).ShouldBe(starts.Last(start => start <= at), $"at {at}");
    }

    [Fact]
    public void A_megabyte_of_marks_is_walked_in_time()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("a" + new string('\u0301', 200_000));
        int at = bytes.Length;
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        while (at > 0)
        {
            int before = GraphemeClusters.Previous(bytes, at);
            before.ShouldBeLessThan(at);
            at = before;
        }
        System.Diagnostics.Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("a", 1)]
    [InlineData("é", 1)]
    [InlineData("e\u0301", 1)]
    [InlineData("日", 2)]
    [InlineData("ａ", 2)]
    [InlineData("ｱ", 1)]
    [InlineData("한", 2)]
    [InlineData("\u1112\u1161\u11ab", 2)]
    [InlineData("👩‍👩‍👧", 2)]
    [InlineData("👍🏽", 2)]
    [InlineData("🇩🇪", 2)]
    [InlineData("❤", 1)]
    [InlineData("❤️", 2)]
    [InlineData("\U00020000", 2)]
    [InlineData("\U0001FAE8", 2)]
    [InlineData("ไ", 1)]
    [InlineData("\u0001", 2)]
    [InlineData("\u007f", 2)]
    [InlineData("\u0085", 6)]
    [InlineData("\u200b", 6)]
    [InlineData("\u202e", 6)]
    [InlineData("\u0301", 6)]
    [InlineData("\U000E0001", 10)]
    public void Width_is_that_of_a_terminal(string text, int columns)
        => Glyphs.Measure(Encoding.UTF8.GetBytes(text), 0, 0, out _, out _).ShouldBe(columns);

    private static List<byte[]> Forward(byte[] text)
    {
        var clusters = new List<byte[]>();
        for (int at = 0; at < text.Length;)
        {
            int next = GraphemeClusters.Next(text, at);
            clusters.Add(text[at..next]);
            at = next;
        }
        return clusters;
    }

    private static List<byte[]> Backward(byte[] text)
    {
        var clusters = new List<byte[]>();
        for (int at = text.Length; at > 0;)
        {
            int before = GraphemeClusters.Previous(text, at);
            clusters.Insert(0, text[before..at]);
            at = before;
        }
        return clusters;
    }
}
