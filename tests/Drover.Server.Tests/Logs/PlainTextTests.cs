using System.Text;
using Drover.Server.Logs;

namespace Drover.Server.Tests.Logs;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("\x1b[1;31mred\x1b[0m\n", "red\n")]
    [InlineData("\x1b]8;;http://x\x1b\\link\x1b]8;;\a\n", "link\n")]
    [InlineData("10 %\r20 %\r100 %\ndone\n", "100 %\ndone\n")]
    [InlineData("dos\r\nline\r\n", "dos\nline\n")]
    [InlineData("a\x1b(Bb\x1bMc\td\a\n", "abc\td\n")]
    [InlineData("\x1b[31mnever closed\n\x1b[\nnext\n", "never closed\n\nnext\n")]
    [InlineData("<script>alert(1)</script>\n", "<script>alert(1)</script>\n")]
    public void Escapes_are_taken_out_wherever_they_are_cut(string raw, string expected)
    {
        for (int size = 1; size <= raw.Length; size++)
        {
            var plain = new PlainText();
            var text = new StringBuilder();
            foreach (char[] piece in raw.Chunk(size)) plain.Append(piece, text);
            plain.Finish(text);
            text.ToString().ShouldBe(expected, $"in pieces of {size}");
        }
    }
}
