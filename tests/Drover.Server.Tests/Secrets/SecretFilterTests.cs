using System.Buffers;
using System.Text;
using Drover.Runs.Logs;
using Drover.Server.Secrets;

namespace Drover.Server.Tests.Secrets;

public sealed class SecretFilterTests
{
    private const int Rounds = 3000;

    [Fact]
    public void Pieces_of_any_size_are_masked_as_the_whole_is()
    {
        var random = new Random(11);
        for (int round = 0; round < Rounds; round++)
        {
            (SecretSet secrets, byte[] text) = Make(random);
            byte[] expected = Naive(secrets, text);
            var output = new ArrayBufferWriter<byte>();
            var filter = new SecretFilter(secrets);
            for (int at = 0; at < text.Length;)
            {
                int count = Math.Min(text.Length - at, random.Next(1, 8));
                filter.Append(text.AsSpan(at, count), output);
                at += count;
                // What is held back is exactly what is missing, and never more than a secret's length.
                (output.WrittenCount + filter.Held).ShouldBe(at);
                filter.Held.ShouldBeLessThan(secrets.Longest);
            }
            filter.Flush(output);
            Text(output.WrittenSpan).ShouldBe(Text(expected), $"round {round}");
        }
    }

    [Fact]
    public void Reading_that_begins_anywhere_shows_what_reading_from_the_start_does()
    {
        var random = new Random(12);
        for (int round = 0; round < Rounds; round++)
        {
            (SecretSet secrets, byte[] text) = Make(random);
            byte[] expected = Naive(secrets, text);
            int place = random.Next(text.Length + 1);
            int begin = Math.Max(0, place - (2 * secrets.Longest));
            var before = new ArrayBufferWriter<byte>();
            var filter = new SecretFilter(secrets);
            filter.Append(text.AsSpan(begin, place - begin), before);
            int held = filter.Held;
            var output = new ArrayBufferWriter<byte>();
            filter.Append(text.AsSpan(place), output);
            filter.Flush(output);
            Text(output.WrittenSpan).ShouldBe(Text(expected.AsSpan(place - held)), $"round {round}");
        }
    }

    [Fact]
    public void Two_streams_come_out_in_their_order_and_length()
    {
        var random = new Random(13);
        for (int round = 0; round < Rounds / 10; round++)
        {
            (SecretSet secrets, byte[] one) = Make(random);
            byte[] other = Make(random).Text;
            byte[][] texts = [one, other], expected = [Naive(secrets, one), Naive(secrets, other)];
            int[] at = [0, 0];
            var wanted = new ArrayBufferWriter<byte>();
            var output = new ArrayBufferWriter<byte>();
            var copy = new SecretCopy(secrets);
            void Drain()
            {
                while (copy.Take() is { Length: > 0 } next) output.Write(next.Span);
            }
            while (at[0] < one.Length || at[1] < other.Length)
            {
                int stream = at[0] == one.Length ? 1 : at[1] == other.Length ? 0 : random.Next(2);
                int count = Math.Min(texts[stream].Length - at[stream], random.Next(1, 8));
                copy.Add(stream == 0 ? LogStream.Stdout : LogStream.Stderr, texts[stream].AsSpan(at[stream], count));
                wanted.Write(expected[stream].AsSpan(at[stream], count));
                at[stream] += count;
                if (random.Next(2) == 0) Drain();
            }
            copy.End();
            Drain();
            Text(output.WrittenSpan).ShouldBe(Text(wanted.WrittenSpan), $"round {round}");
        }
    }

    [Fact]
    public void A_queue_that_has_become_long_is_masked_rather_than_kept()
    {
        SecretSet secrets = SecretSet.Of(["abcdefgh"])!;
        var copy = new SecretCopy(secrets);
        copy.Add(LogStream.Stdout, "abcd"u8);
        byte[] much = new byte[64 * 1024];
        Array.Fill(much, (byte)'x');
        for (int i = 0; i < 20; i++) copy.Add(LogStream.Stderr, much);
        Text(copy.Take().Span).ShouldBe("****");
        copy.Take().Length.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_value_is_found_in_all_its_forms()
    {
        SecretSet secrets = SecretSet.Of(["line one\nline \"two\"\nab", "abc", ""])!;
        string Mask(string text) => Text(secrets.Mask(Encoding.UTF8.GetBytes(text)));
        Mask("x line one y").ShouldBe("x ******** y");
        Mask("line \"two\"\r").ShouldBe("**********\r");
        Mask("""{"k":"line one\nline \"two\"\nab"}""").ShouldBe("""{"k":"******************************"}""".Replace(new string('*', 30), new string('*', """line one\nline \"two\"\nab""".Length), StringComparison.Ordinal));
        // Too short to be looked for.
        Mask("abc ab").ShouldBe("abc ab");
        SecretSet.Of(["", "abc"]).ShouldBeNull();
    }

    // Few letters, so that secrets overlap each other and themselves.
    private static (SecretSet Secrets, byte[] Text) Make(Random random)
    {
        string Word(int least, int most) => new([.. Enumerable.Range(0, random.Next(least, most)).Select(_ => (char)('a' + random.Next(2)))]);
        string[] values = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Word(4, 9))];
        return (SecretSet.Of(values)!, Encoding.ASCII.GetBytes(Word(0, 80)));
    }

    private static byte[] Naive(SecretSet secrets, byte[] text)
    {
        byte[] masked = [.. text];
        foreach (byte[] value in secrets.Values)
        {
            for (int at = 0; at + value.Length <= text.Length; at++)
                if (text.AsSpan(at, value.Length).SequenceEqual(value)) masked.AsSpan(at, value.Length).Fill((byte)'*');
        }
        return masked;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
