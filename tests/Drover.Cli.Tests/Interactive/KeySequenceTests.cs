using System.Text;
using Drover.Cli.Interactive;

namespace Drover.Cli.Tests.Interactive;

public sealed class KeySequenceTests
{
    private const string Keys = "ctrl-p,ctrl-q";

    [Fact]
    public void Text_says_what_to_type()
    {
        KeySequence.Parse(Keys)!.Text.ShouldBe("Ctrl-P Ctrl-Q");
        KeySequence.Parse("ctrl-],d")!.Text.ShouldBe("Ctrl-] d");
        KeySequence.Parse("^A,x")!.Text.ShouldBe("Ctrl-A x");
        KeySequence.Parse("").ShouldBeNull();
    }

    [Theory]
    [InlineData("ctrl-")]
    [InlineData("ctrl-1")]
    [InlineData("ab")]
    [InlineData("a,,b")]
    [InlineData("é")]
    public void Keys_that_are_none_are_refused(string text) => Should.Throw<CliException>(() => KeySequence.Parse(text));

    [Theory]
    [InlineData("abc", "abc", false)]
    [InlineData("a\u0010\u0011b", "a", true)]
    [InlineData("\u0010", "", false)]
    [InlineData("\u0010x", "\u0010x", false)]
    [InlineData("\u0010\u0010\u0011", "\u0010", true)]
    [InlineData("\u0010\u0010x", "\u0010\u0010x", false)]
    [InlineData("\u0011\u0010", "\u0011", false)]
    public void Sequence_is_taken_out_of_what_is_typed(string typed, string passed, bool detached) => Type(Keys, typed).ShouldBe((passed, detached));

    [Theory]
    [InlineData("a,a,b", "aaab", "a", true)]
    [InlineData("a,b,a,c", "ababac", "ab", true)]
    [InlineData("a,b,a,c", "abaab", "aba", false)]
    [InlineData("a", "xa", "x", true)]
    public void Beginnings_that_overlap_are_not_missed(string keys, string typed, string passed, bool detached) => Type(keys, typed).ShouldBe((passed, detached));

    [Theory]
    [InlineData("a\u0010\u0011b", "a", true)]
    [InlineData("\u0010x", "\u0010x", false)]
    [InlineData("\u0010\u0010\u0011", "\u0010", true)]
    public void It_does_not_matter_how_keys_arrive(string typed, string passed, bool detached)
    {
        KeySequence keys = KeySequence.Parse(Keys)!;
        var output = new StringBuilder();
        bool found = false;
        foreach (byte key in Encoding.ASCII.GetBytes(typed))
        {
            ReadOnlySpan<byte> bytes = [key];
            found = keys.Filter(ref bytes);
            output.Append(Encoding.ASCII.GetString(bytes));
            if (found) break;
        }
        (output.ToString(), found).ShouldBe((passed, detached));
    }

    private static (string Passed, bool Detached) Type(string keys, string typed)
    {
        ReadOnlySpan<byte> bytes = Encoding.ASCII.GetBytes(typed);
        bool detached = KeySequence.Parse(keys)!.Filter(ref bytes);
        return (Encoding.ASCII.GetString(bytes), detached);
    }
}
