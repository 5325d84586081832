using Drover.Shell.Expansions;

namespace Drover.Shell.Tests.Expansions;

/// <summary>Patterns of POSIX 2.13.</summary>
public sealed class PatternTests
{
    [Theory]
    [InlineData("abc", "abc", true)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a*c", "abbbc", true)]
    [InlineData("a*c", "abbb", false)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("*ab", "aab", true)]
    [InlineData("[abc]", "b", true)]
    [InlineData("[!abc]", "b", false)]
    [InlineData("[a-c]", "b", true)]
    [InlineData("[]a]", "]", true)]
    [InlineData("[!]a]", "]", false)]
    [InlineData("[a-]", "-", true)]
    [InlineData("[[:digit:]x]", "7", true)]
    [InlineData("[[.a.]-c]", "b", true)]
    [InlineData("[[=a=]]", "a", true)]
    [InlineData("[", "[", true)]
    [InlineData("[a", "[a", true)]
    [InlineData("\\*", "*", true)]
    [InlineData("\\*", "a", false)]
    [InlineData("", "", true)]
    [InlineData("*", "", true)]
    public void Pattern_matches_as_posix_says(string pattern, string text, bool matches) =>
        PatternCompiler.Compile(pattern, utf8: false).IsMatch(text).ShouldBe(matches);

    [Fact]
    public void Question_mark_takes_a_whole_character_of_utf8()
    {
        string text = ShellText.FromUnicode("é");
        PatternCompiler.Compile("?", utf8: true).IsMatch(text).ShouldBeTrue();
        PatternCompiler.Compile("?", utf8: false).IsMatch(text).ShouldBeFalse();
        PatternCompiler.Compile("[" + ShellText.FromUnicode("à-ï") + "]", utf8: true).IsMatch(text).ShouldBeTrue();
    }

    [Theory]
    [InlineData("a*", "aab", false, 1)]
    [InlineData("a*", "aab", true, 3)]
    [InlineData("*/", "x/y/z", false, 2)]
    [InlineData("*/", "x/y/z", true, 4)]
    [InlineData("b", "abc", true, -1)]
    public void Prefix_is_the_shortest_or_the_longest(string pattern, string text, bool longest, int length) =>
        PatternCompiler.Compile(pattern, utf8: false).MatchPrefix(text, longest).ShouldBe(length);

    [Theory]
    [InlineData(".*", "a.b.c", false, 3)]
    [InlineData(".*", "a.b.c", true, 1)]
    [InlineData("c", "a.b.c", true, 4)]
    [InlineData("x", "a.b.c", true, -1)]
    public void Suffix_is_the_shortest_or_the_longest(string pattern, string text, bool longest, int start) =>
        PatternCompiler.Compile(pattern, utf8: false).MatchSuffix(text, longest).ShouldBe(start);
}
