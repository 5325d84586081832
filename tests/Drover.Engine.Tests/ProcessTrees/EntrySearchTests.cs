using System.Text;
using Drover.Engine.ProcessTrees;

namespace Drover.Engine.Tests.ProcessTrees;

public sealed class EntrySearchTests
{
    [Theory]
    [InlineData("KEY=value\0", true)]
    [InlineData("A=1\0KEY=value\0B=2\0", true)]
    [InlineData("A=1\0KEY=value", true)]
    [InlineData("\0\0KEY=value\0", true)]
    [InlineData("KEY=valu\0KEY=value\0", true)]
    [InlineData("KEY=value2\0", false)]
    [InlineData("XKEY=value\0", false)]
    [InlineData("A=KEY=value\0", false)]
    [InlineData("KEY=valu", false)]
    [InlineData("KEY=valKEY=value\0", false)]
    [InlineData("", false)]
    public void Entry_is_found_whole_or_not_at_all_however_it_is_cut(string environment, bool expected)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(environment);
        for (int size = 1; size <= bytes.Length + 1; size++)
        {
            var search = new EntrySearch("KEY=value"u8);
            bool found = false;
            for (int at = 0; at < bytes.Length && !found; at += size) found = search.Continue(bytes.AsSpan(at, Math.Min(size, bytes.Length - at)));
            (found || search.EndsWithEntry).ShouldBe(expected, $"in chunks of {size}");
        }
    }
}
