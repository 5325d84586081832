using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Parsing;
using Drover.Shell.Syntax.Printing;

namespace Drover.Shell.Syntax.Tests.Printing;

public sealed class CanonicalTextTests
{
    [Theory]
    [InlineData("f() { a;b  c & d; }", "f () \n{ \n    a;\n    b c &\n    d\n}")]
    [InlineData("f() { a; } >x 2>&1 <y", "f () \n{ \n    a\n} > x 2>&1 < y")]
    [InlineData("function a-b { c; }; function if { d; }", "function a-b () \n{ \n    c\n};\nfunction if () \n{ \n    d\n}")]
    [InlineData("f() (a; b)", "f () \n( a; b )")]
    [InlineData("if a;b&then c; elif d; then e; else f;fi>x", "if a; b & then\n    c;\nelif d; then\n    e;\nelse\n    f;\nfi > x")]
    [InlineData("while a\ndo b; done; until c; do d & done", "while a; do\n    b;\ndone;\nuntil c; do\n    d &\ndone")]
    [InlineData("for x do a; done; for x in; do a; done; for x in 1 $y; do a; done", "for x;\ndo\n    a;\ndone;\nfor x in;\ndo\n    a;\ndone;\nfor x in 1 $y;\ndo\n    a;\ndone")]
    [InlineData("for ((i=0;i<3;i++)) { a; }; for ((;;)); do b; done", "for ((i=0; i<3; i++))\ndo\n    a;\ndone;\nfor ((; ; ))\ndo\n    b;\ndone")]
    [InlineData("case x in a|b) c; d;; (esac);; *) e;& f) g & esac", "case x in \n    a | b)\n        c;\n        d\n    ;;\n    (esac)\n    ;;\n    *)\n        e\n    ;&\n    f)\n        g &\n    ;;\nesac")]
    [InlineData("coproc a b >c; coproc N (d)&coproc { e; }; f $[1 + 2] {g[1]}>&-", "coproc a b > c;\ncoproc N ( d ) &\ncoproc COPROC { \n    e\n};\nf $[1 + 2] {g[1]}>&-")]
    [InlineData("select x in a; do b; done", "select x in a;\ndo\n    b;\ndone")]
    [InlineData("( (a);{ b;} )", "( ( a ); { \n    b\n} )")]
    [InlineData("a&&b||c|d|&e;! f;time -p g;time", "a && b || c | d |& e;\n! f;\ntime -p g;\ntime")]
    [InlineData("[[ == ]]||[[ !  -z a ]]", "[[ == ]] || [[ ! -z a ]]")]
    [InlineData("[[ a && ( c = d || ! -f e ) && (f) ]] >g", "[[ -n a && ( c = d || ! -f e ) && -n f ]] > g")]
    [InlineData("eval x=( a  $b ) c;x[0]=( 1 );y=$(a <<E\nb\nE)", "eval x=( a  $b ) c;\nx[0]=( 1 );\ny=$(a <<E\nb\nE)")]
    [InlineData("((a+ b)); x=(1 2 [3]=4) y+=z >f cmd 'a'\"b\"$(c;d)", "((a+ b));\nx=(1 2 [3]=4) y+=z cmd 'a'\"b\"$(c;d) > f")]
    [InlineData(">x if a; b <<<c {d}>e 3>|f &>>g <&-", "> x if a;\nb <<< c {d}> e 3>| f &>> g <&-")]
    [InlineData("cat <<E&&cat <<-'F'|a\n$b\nE\n\tc\n\tF\nd", "cat <<E &&\n$b\nE\ncat <<-'F' |\nc\nF\na;\nd")]
    [InlineData("if a <<E; then b; fi\nx\nE", "if a <<E;\nx\nE\nthen\n    b;\nfi")]
    [InlineData("{ a <<E; b; }\nx\nE", "{ \n    a <<E;\nx\nE\n    b\n}")]
    [InlineData("a $(b <<E) >c; d\nx\nE", "a $(b <<E) >c;\nx\nE\nd")]
    [InlineData("a $(b <<E\nx\nE\n) c", "a $(b <<E\nx\nE\n) c")]
    [InlineData("a <<E}$(b <<E) >c; d\nx\nE}$(b <<E)", "a <<E}$(b <<E) > c;\nx\nE}$(b <<E)\nd")]
    [InlineData("a <<E}$(b <<E) >c; d\nx\nE", "a <<E}$(b <<E) > c;\nx\nE\nE}$(b <<E)\nd")]
    [InlineData("a <(b <<E) <<F\nx\n", "a <(b <<E) <<F\nx\nF\nE")]
    [InlineData("a <(b <<E) <<F <<G", "a <(b <<E) <<F <<G\nF\nG\nE")]
    [InlineData("<<F $(b <<E)", "<<F $(b <<E)\nF\nE")]
    [InlineData("export <a b[ >]]=c d", "export <a b[ >]]=c d")]
    [InlineData("cat <<\"\"", "cat <<\"\"\n")]
    [InlineData("cat <<\"\"\nx\n\ny", "cat <<\"\";\nx\n\ny")]
    [InlineData("f\\\nunction if { d; }", "function if () \n{ \n    d\n}")]
    [InlineData("a[ >]b c r]=d", "a[ >]b c r]=d")]
    [InlineData("a $( <<E)\nx\\\nE\n", "a $( <<E)\nx\\\nE\nE")]
    [InlineData("a <<-'\tE'\nx", "a <<-'EOF'\nx\nEOF")]
    [InlineData("'[' <<E\\\\\nx\n", "<<'EOF' '['\nx\nEOF")]
    [InlineData("a << -E\nx\n-E", "a << -E\nx\n-E")]
    [InlineData("a <<'E\\'\nx\nEOF\n", "a <<'EOF1'\nx\nEOF\nEOF1")]
    [InlineData("{ a; } >b; c >d \\", "{ \n    a\n} > b;\nc \\\\ > d")]
    [InlineData("a <<E\nx", "a <<E\nx\nE")]
    public void Tree_is_written(string text, string expected)
    {
        ParseResult result = ShellParser.Parse(text);
        result.Diagnostic?.ToString().ShouldBeNull();
        CanonicalText.Of(result.List!).ShouldBe(expected);
        RoundTrip.Difference(result.List!, SyntaxOptions.Default).ShouldBeNull();
    }

    [Theory]
    [InlineData("sleep 1 &", "sleep 1")]
    [InlineData("while a;do\nb;done >x &", "while a; do b; done > x")]
    [InlineData("{ a\nb & } | if c; then d; else e; fi", "{ a; b & } | if c; then d; else e; fi")]
    [InlineData("f () { a; }", "f () { a; }")]
    [InlineData("case x in a) b;; c) esac", "case x in a) b ;; c) ;; esac")]
    [InlineData("for x in 1 2; do a; done && for ((;;)); do b; done", "for x in 1 2; do a; done && for ((; ; )); do b; done")]
    [InlineData("cat <<E | wc &\nx\nE", "cat <<E | wc")]
    public void Job_is_written_in_one_line(string text, string expected)
    {
        ListItem item = ShellParser.Parse(text).List!.Items[0];
        CanonicalText.LineOf(item).ShouldBe(expected);
        if (item.Rest.IsEmpty) CanonicalText.LineOf(item.First).ShouldBe(expected);
        if (item is { Rest: [], First.Commands: [var only] }) CanonicalText.LineOf(only).ShouldBe(expected);
    }

    [Fact]
    public void Function_and_item_are_written_alone()
    {
        ListItem item = ShellParser.Parse("x & f() { cat <<E; } &\na\nE").List!.Items[1];
        CanonicalText.Of(item).ShouldBe("f () \n{ \n    cat <<E\na\nE\n} &");
        CanonicalText.Of(item.First.Commands[0]).ShouldBe("f () \n{ \n    cat <<E\na\nE\n}");
    }

    [Fact]
    public void Deep_tree_is_written_on_a_small_stack()
    {
        CommandList list = ShellParser.Parse(string.Concat(Enumerable.Repeat("{ ", 900)) + "a" + string.Concat(Enumerable.Repeat("; }", 900))).List!;
        string? text = null;
        Thread thread = new(() => text = CanonicalText.Of(list), 256 * 1024);
        thread.Start();
        thread.Join();
        ShellParser.Parse(text.ShouldNotBeNull()).Status.ShouldBe(ParseStatus.Complete);
    }
}
