using Drover.Cli.Interactive;

namespace Drover.Cli.Tests.Interactive;

public sealed class CommandScanTests
{
    [Theory]
    [InlineData("echo a | wc -l", "Command:echo Argument:a Operator:| Command:wc Argument:-l")]
    [InlineData("if true; then x=1 y; fi", "Keyword:if Command:true Operator:; Keyword:then Assignment:x= Command:y Operator:; Keyword:fi")]
    [InlineData("for i in a b; do c; done >f", "Keyword:for Argument:i Keyword:in Argument:a Argument:b Operator:; Keyword:do Command:c Operator:; Keyword:done Operator:> Target:f")]
    [InlineData("case x in a|b) c;; d) e; esac; f", "Keyword:case Argument:x Keyword:in Argument:a Operator:| Argument:b Operator:) Command:c Operator:;; Argument:d Operator:) Command:e Operator:; Keyword:esac Operator:; Command:f")]
    [InlineData("f() { g; }", "Command:f Operator:( Operator:) Keyword:{ Command:g Operator:; Keyword:}")]
    [InlineData("(a) 2>&1 # c", "Operator:( Command:a Operator:) Operator:2 Operator:>& Target:1 Comment:# c")]
    [InlineData("sudo -n ls if", "Command:sudo Argument:-n Command:ls Argument:if")]
    [InlineData("[[ a && b ]] && c", "Keyword:[[ Argument:a Operator:&& Argument:b Keyword:]] Operator:&& Command:c")]
    [InlineData("a=(b c) d", "Assignment:a= Operator:( Argument:b Argument:c Operator:) Command:d")]
    [InlineData("cat <<E\nx\nE\nb", "Command:cat Operator:<< Target:E Document:x\nE\n Command:b")]
    [InlineData("a \"b $c $(d 'e')\"", "Command:a Argument:\"b $c $(d 'e')\" Text:\"b $c $(d 'e')\" Variable:$c Operator:$( Command:d Argument:'e' Text:'e' Operator:)")]
    public void Stretches_are_what_the_shell_takes_them_for(string text, string expected) =>
        string.Join(' ', CommandScan.Of(text).Parts.Where(part => part.End > part.Start).Select(part => $"{part.Kind}:{text[part.Start..part.End]}")).ShouldBe(expected);

    [Theory]
    [InlineData("ec", "Command", "ec", "")]
    [InlineData("echo a ", "Argument", "", "echo|a")]
    [InlineData("echo a; gr", "Command", "gr", "")]
    [InlineData("echo $(ca", "Command", "ca", "")]
    [InlineData("echo \"`x y", "Argument", "y", "x")]
    [InlineData("cat < fi", "Target", "fi", "cat")]
    [InlineData("a=b", "Assignment", "a=b", "")]
    [InlineData("if [ -f x", "Argument", "x", "[|-f")]
    [InlineData("echo 'a b", "Argument", "'a b", "echo")]
    [InlineData("echo # x", "Comment", "# x", "")]
    [InlineData("case a in b", "Argument", "b", "")]
    public void End_is_known_however_unfinished_the_text_is(string text, string role, string word, string words)
    {
        ScannedEnd end = CommandScan.Of(text).End;
        end.Role.ToString().ShouldBe(role);
        text[end.WordStart..].ShouldBe(word);
        string.Join('|', end.Words).ShouldBe(words);
    }

    [Fact]
    public void Open_quotes_and_names_of_parameters_are_known()
    {
        CommandScan.Of("echo \"a b").End.ShouldSatisfyAllConditions(end => end.Quote.ShouldBe('"'), end => end.QuoteStart.ShouldBe(5));
        CommandScan.Of("echo $'a").End.Quote.ShouldBe('$');
        CommandScan.Of("echo \"$(a").End.Quote.ShouldBe('\0');
        CommandScan.Of("echo \"a\" b").End.Quote.ShouldBe('\0');
        CommandScan.Of("echo $HO").End.ShouldSatisfyAllConditions(end => end.VariableStart.ShouldBe(6), end => end.IsBraced.ShouldBeFalse());
        CommandScan.Of("echo \"${#HO").End.ShouldSatisfyAllConditions(end => end.VariableStart.ShouldBe(9), end => end.IsBraced.ShouldBeTrue(), end => end.Quote.ShouldBe('"'));
    }

    [Fact]
    public void No_text_is_too_strange()
    {
        var random = new Random(1);
        string[] pieces = ["(", ")", "$(", "${", "}", "`", "'", "\"", "\\", "<<E", "\n", "E\n", "case", " in ", "esac", ";;", "#", "a=(", "((", "))", "[[", "<(", "&>", "$'", "$", " ", "x", "\0", ">&-", "if", "for", "function "];
        for (int i = 0; i < 20_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            CommandScan scan = CommandScan.Of(text);
            scan.End.WordStart.ShouldBeInRange(0, text.Length, text);
            foreach (ScannedPart part in scan.Parts) (part.Start >= 0 && part.Start <= part.End && part.End <= text.Length).ShouldBeTrue(text);
        }
        CommandScan.Of(string.Concat(Enumerable.Repeat("$(\"${a:-`", 50_000))).Parts.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("a\\ b'c d'\"e $f\\\"\"", "a bc de $f\"")]
    [InlineData("'a", "a")]
    [InlineData("\"a\\b", "a\\b")]
    public void Word_loses_its_quotes(string word, string expected) => CommandScan.Unquote(word).ShouldBe(expected);
}
