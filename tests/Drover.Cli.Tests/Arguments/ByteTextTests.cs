using System.Text;
using Drover.Cli.Arguments;

namespace Drover.Cli.Tests.Arguments;

public sealed class ByteTextTests
{
    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { (byte)'a', 0x80, (byte)'b', 0xFE, 0xFF })]
    [InlineData(new byte[] { 0xC3, 0xA9, 0xC3 })]
    [InlineData(new byte[] { 0xF0, 0x9F, 0x98, 0x80 })]
    [InlineData(new byte[] { 0xF0, 0x9F, 0x98, 0x80, 0xF0, 0x9F, 0x98 })]
    [InlineData(new byte[] { 0xED, 0xB0, 0x80 })]
    [InlineData(new byte[] { 0xEF, 0xBF, 0xBD })]
    public void Bytes_come_back_as_they_were(byte[] bytes) => ByteText.Encode(ByteText.Decode(bytes)).Span.ToArray().ShouldBe(bytes);

    [Fact]
    public void Any_bytes_come_back_as_they_were()
    {
        var random = new Random(1);
        for (int i = 0; i < 2000; i++)
        {
            byte[] bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            ByteText.Encode(ByteText.Decode(bytes)).Span.ToArray().ShouldBe(bytes);
        }
    }

    [Fact]
    public void Pairs_of_surrogates_are_characters()
    {
        // The second half of many a pair lies among the escapes.
        string text = string.Concat(Enumerable.Range(0x1F480, 0x100).Select(char.ConvertFromUtf32));
        ByteText.Encode(text).Span.ToArray().ShouldBe(Encoding.UTF8.GetBytes(text));
        ByteText.Encode("\U0001F600\uDCFF").Span.ToArray().ShouldBe([0xF0, 0x9F, 0x98, 0x80, 0xFF]);
    }

    [Fact]
    public void Arguments_without_loss_are_taken_as_they_are()
    {
        string[] arguments = ["run", "ä"];
        ByteText.OfMain(arguments).ShouldBeSameAs(arguments);
    }
}
