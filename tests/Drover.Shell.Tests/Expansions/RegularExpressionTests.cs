using System.Text.RegularExpressions;
using Drover.Shell.Expansions;

namespace Drover.Shell.Tests.Expansions;

/// <summary>Extended regular expressions of POSIX in the words of .NET.</summary>
public sealed class RegularExpressionTests
{
    [Theory]
    [InlineData("^a+$", "aaa", true)]
    [InlineData("a$", "a\n", false)]
    [InlineData("[]x]", "]", true)]
    [InlineData("[^]x]", "]", false)]
    [InlineData("[[:digit:]-]+$", "1-2", true)]
    [InlineData("[\\d]", "5", false)]
    [InlineData("[\\d]", "\\", true)]
    [InlineData("a{2}", "aa", true)]
    [InlineData("a{,x", "a{,x", true)]
    [InlineData("\\(", "(", true)]
    [InlineData("*a", "*a", true)]
    [InlineData("^a*?$", "aa", true)]
    [InlineData("(ab)*+$", "abab", true)]
    [InlineData("\\<b", "a b", true)]
    [InlineData("[a-c]", "b", true)]
    [InlineData("[[.-.]a]", "-", true)]
    public void Expression_matches_as_posix_says(string expression, string text, bool matches) =>
        Regex.IsMatch(text, RegularExpression.ToDotNet(expression, new byte[expression.Length]), RegexOptions.Singleline).ShouldBe(matches);

    [Fact]
    public void Quoted_chars_stand_for_themselves()
    {
        byte[] flags = [0, ExpansionBuffer.Quoted, 0];
        Regex.IsMatch("a.c", RegularExpression.ToDotNet("a.c", flags)).ShouldBeTrue();
        Regex.IsMatch("abc", RegularExpression.ToDotNet("a.c", flags)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("(")]
    [InlineData("[a")]
    [InlineData("[[:nosuch:]]")]
    public void What_is_not_valid_is_an_argument_error(string expression) => Should.Throw<ArgumentException>(() => RegularExpression.ToDotNet(expression, new byte[expression.Length]));

    [Fact]
    public void Garbage_is_valid_or_an_argument_error()
    {
        var random = new Random(7);
        const string chars = "()[]{}*+?|^$.\\a1,-:=\0";
        for (int i = 0; i < 20_000; i++)
        {
            string expression = new([.. Enumerable.Range(0, random.Next(12)).Select(_ => chars[random.Next(chars.Length)])]);
            try
            {
                _ = new Regex(RegularExpression.ToDotNet(expression, new byte[expression.Length]), RegexOptions.Singleline);
            }
            catch (ArgumentException)
            {
                continue;
            }
        }
    }
}
