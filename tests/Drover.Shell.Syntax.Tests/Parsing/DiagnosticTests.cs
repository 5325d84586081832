using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Syntax.Tests.Parsing;

public sealed class DiagnosticTests
{
    [Theory]
    [InlineData("done", "line 1: syntax error: unexpected 'done', expected a command")]
    [InlineData("a\nif b; then\n  done", "line 3: syntax error: unexpected 'done', expected a command")]
    [InlineData("if a; then b; done", "line 1: syntax error: unexpected 'done', expected 'fi'")]
    [InlineData("a | | b", "line 1: syntax error: unexpected '|', expected a command")]
    [InlineData("a ;; b", "line 1: syntax error: unexpected ';;', expected a command")]
    [InlineData("; a", "line 1: syntax error: unexpected ';', expected a command")]
    [InlineData("a >", "line 1: syntax error: unexpected end of file, expected a word after the redirection operator")]
    [InlineData("a > ; b", "line 1: syntax error: unexpected ';', expected a word after the redirection operator")]
    [InlineData("()", "line 1: syntax error: unexpected ')', expected a command")]
    [InlineData("a)", "line 1: syntax error: unexpected ')', expected a command")]
    [InlineData("a (b)", "line 1: syntax error: unexpected 'b', expected ')' of a function definition")]
    [InlineData("f() a", "line 1: syntax error: unexpected 'a', expected a compound command as the body of a function")]
    [InlineData("for 1a in b; do c; done", "line 1: syntax error: unexpected '1a', expected a variable name")]
    [InlineData("case x in a b) c;; esac", "line 1: syntax error: unexpected 'b', expected ')' after a pattern")]
    [InlineData("{ }", "line 1: syntax error: unexpected '}', expected a command")]
    [InlineData("echo `if`", "line 1: syntax error: unexpected end of command substitution, expected a command")]
    [InlineData("[[ a b ]]", "line 1: syntax error: unexpected 'b', expected ']]'")]
    // Bash leaves these two to run time, dash does not.
    [InlineData("for 1 do a; done", "line 1: syntax error: unexpected '1', expected a variable name")]
    [InlineData("a `b ${c`", "line 1: syntax error: unexpected end of command substitution, expected '}'")]
    [InlineData("[[ x = (|[A-Z]) ]]", "line 1: syntax error: unexpected '(', expected a word")]
    [InlineData("a <<'b\nc'\nb\nc", "line 1: syntax error: unexpected newline in the delimiter, expected a delimiter that is one line")]
    [InlineData("a <(<<b$(\n))", "line 1: syntax error: unexpected newline in the delimiter, expected a delimiter that is one line")]
    [InlineData("while do a; done", "line 1: syntax error: unexpected 'do', expected a command")]
    public void Error_says_what_was_found_and_expected(string text, string message)
        => ShellParser.Parse(text).Diagnostic.ShouldNotBeNull().ToString().ShouldBe(message);

    [Fact]
    public void Error_has_line_and_column()
    {
        ParseResult result = ShellParser.Parse("a\n  b )");
        (result.Status, result.Diagnostic!.Line, result.Diagnostic.Column).ShouldBe((ParseStatus.Error, 2, 5));
        (result.Diagnostic.Found, result.Diagnostic.Expected).ShouldBe(("')'", "a command"));
    }

    [Theory]
    [InlineData("'a", OpenConstruct.SingleQuote)]
    [InlineData("a \"b $c", OpenConstruct.DoubleQuote)]
    [InlineData("$'a", OpenConstruct.AnsiQuote)]
    [InlineData("a `b", OpenConstruct.Backquote)]
    [InlineData("a $(b", OpenConstruct.CommandSubstitution)]
    [InlineData("a <(b", OpenConstruct.ProcessSubstitution)]
    [InlineData("a $((1 +", OpenConstruct.Arithmetic)]
    [InlineData("a ${b", OpenConstruct.Parameter)]
    [InlineData("a=(b", OpenConstruct.Array)]
    [InlineData("a |", OpenConstruct.Pipe)]
    [InlineData("a &&\n", OpenConstruct.And)]
    [InlineData("a ||", OpenConstruct.Or)]
    [InlineData("{ a", OpenConstruct.BraceGroup)]
    [InlineData("( a", OpenConstruct.Subshell)]
    [InlineData("if a; then", OpenConstruct.If)]
    [InlineData("while a", OpenConstruct.While)]
    [InlineData("until a; do", OpenConstruct.Until)]
    [InlineData("for a in b", OpenConstruct.For)]
    [InlineData("case a in b)", OpenConstruct.Case)]
    [InlineData("f()", OpenConstruct.Function)]
    [InlineData("[[ a", OpenConstruct.Conditional)]
    [InlineData("a <<E\nb\n", OpenConstruct.HereDocument)]
    [InlineData("a <<E", OpenConstruct.HereDocument)]
    [InlineData("a \\\n", OpenConstruct.Continuation)]
    [InlineData("a \\", OpenConstruct.Continuation)]
    public void Unfinished_text_is_incomplete(string text, OpenConstruct open)
    {
        ParseResult result = ShellParser.Parse(text, new SyntaxOptions { MayContinue = true });
        (result.Status, result.Open).ShouldBe((ParseStatus.Incomplete, open));
    }
}
