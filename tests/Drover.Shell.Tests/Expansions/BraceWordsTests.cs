using Drover.Shell.Expansions;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Tests.Expansions;

/// <summary>Brace expansion of single words.</summary>
public sealed class BraceWordsTests
{
    [Theory]
    [InlineData("{a,b}", "a b")]
    [InlineData("x{1..3}y", "x1y x2y x3y")]
    [InlineData("{a,b}{c,d}", "ac ad bc bd")]
    [InlineData("{03..1}", "03 02 01")]
    [InlineData("{9223372036854775806..9223372036854775807}", "9223372036854775806 9223372036854775807")]
    [InlineData("{c..a..2}", "c a")]
    [InlineData("{{a,b},c}", "a b c")]
    [InlineData("{a,{b,c}", "{a,b {a,c")]
    public void Word_stands_for_all_alternatives(string word, string expected) => Expand(word)!.ShouldBe(expected.Split(' '));

    [Theory]
    [InlineData("{a}")]
    [InlineData("{}")]
    [InlineData("{a,b")]
    [InlineData("{1..x}")]
    [InlineData("{1..2..x}")]
    [InlineData("{'a,b'}")]
    [InlineData("{a\\,b}")]
    [InlineData("plain")]
    public void What_has_no_valid_expansion_stays_as_it_is(string word) => Expand(word).ShouldBeNull();

    [Theory]
    [InlineData("{1..999999999999}")]
    [InlineData("{-9223372036854775808..9223372036854775807}")]
    [InlineData("{1..2000}{1..2000}")]
    public void Too_many_words_are_an_error(string word) => Should.Throw<ShellErrorException>(() => Expand(word));

    [Fact]
    public void What_was_found_is_kept_with_the_word()
    {
        Word word = Parse("{a,b}");
        BraceWords.TryExpand(word).ShouldBeSameAs(BraceWords.TryExpand(word));
    }

    private static string[]? Expand(string word) => BraceWords.TryExpand(Parse(word))?.Select(each => each.ConstantText()!).ToArray();

    private static Word Parse(string word) => ((SimpleCommand)ShellParser.Parse($": {word}\n").List!.Items[0].First.Commands[0]).Words[1];
}
