using Drover.Shell.Syntax.Parsing;
using Drover.Shell.Syntax.Tests.Nodes;

namespace Drover.Shell.Syntax.Tests.Lexing;

public sealed class WordTests
{
    [Theory]
    [InlineData("a'b'\"c\"\\d", "<a 'b' \"'c'\"'d'>")]
    [InlineData("\"a $b ${c} \\$ \\x\"", "\"'a ' {b} ' ' {c} ' $ \\x'\"")]
    [InlineData("\"\"", "\"\"")]
    [InlineData("$1$10${10}$@$*$#$?$-$$$!$_x$", "<{1} {1} 0 {10} {@} {*} {#} {?} {-} {$} {!} {_x} $>")]
    [InlineData("${#} ${##} ${#-} ${#?} ${#a} ${#10}", "{#} {# Length} {- Length} {? Length} {a Length} {10 Length}")]
    [InlineData("${#-x} ${#:-x} ${##x} ${#%x} ${###x}", "{# Default x} {# :Default x} {# RemoveShortestPrefix x} {# RemoveShortestSuffix x} {# RemoveLongestPrefix x}")]
    [InlineData("${a:-b} ${a-} ${a:=b c} ${a:?} ${a+\"b\"}", "{a :Default b} {a Default <>} {a :Assign b c} {a :Error <>} {a Alternative \"'b'\"}")]
    [InlineData("\"${x-'a'}\" ${x-'a'}", "\"{x Default ''a''}\" {x Default 'a'}")]
    [InlineData("${x#'}'} \"${x#'}'}\"", "{x RemoveShortestPrefix '}'} \"{x RemoveShortestPrefix '}'}\"")]
    [InlineData("\"${x:-\"}\"}\"", "\"{x :Default \"'}'\"}\"")]
    [InlineData("${a##*/} ${a%%\\}} ${a%.${b#c}}", "{a RemoveLongestPrefix */} {a RemoveLongestSuffix '}'} {a RemoveShortestSuffix <. {b RemoveShortestPrefix c}>}")]
    [InlineData("${a/b/c} ${a//\\//_} ${a///x} ${a/#b} ${a/%b/}", "{a ReplaceFirst b c} {a ReplaceAll '/' _} {a ReplaceAll </ x>} {a ReplacePrefix b} {a ReplaceSuffix b <>}")]
    [InlineData("${a:1} ${a: -1:2} ${a:b?1:2:c} ${a:(1):$d}", "{a Substring 1} {a Substring (Minus 1) 2} {a Substring (? b 1 2) c} {a Substring 1 $d}")]
    [InlineData("${a^} ${a^^[x]} ${a,,} ${a~} ${a~~} ${a@Q}", "{a UpperFirst <>} {a UpperAll [x]} {a LowerAll <>} {a SwapFirst <>} {a SwapAll <>} {a Transform Q}")]
    [InlineData("${!a} ${!a*} ${!a@} ${!a[@]} ${!} ${!#} ${!:-x}", "{!a} {a[*] NamesWithPrefix} {a[@] NamesWithPrefix} {a[@] Keys} {!} {!#} {! :Default x}")]
    [InlineData("${a[1]} ${a[@]} ${a[*]} ${#a[@]} ${a[i+1]:-x}", "{a[1]} {a[@]} {a[*]} {a[@] Length} {a[(Add i 1)] :Default x}")]
    [InlineData("${} ${a b} ${-x-y} ${a.b} ${a:}", "(invalid ${}) (invalid ${a b}) (invalid ${-x-y}) (invalid ${a.b}) (invalid ${a:})")]
    [InlineData("${${a}b} ${$(c)}", "(invalid ${${a}b}) (invalid ${$(c)})")]
    [InlineData("$\\\n{a} $\\\n(b) ${\\\na\\\n}", "{a} (cmd ($ b)) {a}")]
    [InlineData("$(a; b) $() $(<f) `c`", "(cmd ($ a) ($ b)) (cmd ) (file ($ (Input f))) (cmd ($ c))")]
    [InlineData("$(case x in a) b;; esac) \"$(echo \")\")\"", "(cmd (case x (a [($ b)]))) \"(cmd ($ echo \"')'\"))\"")]
    [InlineData("`a \\`b\\` \\$c` \"`a \\\"b\\\"`\" \"$(a # )\n)\"", "(cmd ($ a (cmd ($ b)) {c})) \"(cmd ($ a \"'b'\"))\" \"(cmd ($ a))\"")]
    [InlineData("$((1 + 2)) $(( (1) )) $((a); b) $( (a) )", "(arith (Add 1 2)) (arith 1) (cmd (sub ($ a)) ($ b)) (cmd (sub ($ a)))")]
    [InlineData("$(($x * 2)) $((x$y)) $(($(a)+1)) $(())", "(arith (Multiply $x 2)) (arith <'x' {y}>) (arith <(cmd ($ a)) '+1'>) (arith <>)")]
    [InlineData("~ ~/a ~b/c ~'d' a~ \"~\" ~$e a=~", "(~) <(~) /a> <(~b) /c> <~ 'd'> a~ \"'~'\" <~ {e}> <a= (~)>")]
    [InlineData("$'a\\n\\x41\\101\\'\\e\\u00e9\\cA'", "'a\\nAA'\u001b\u00c3\u00a9\u0001'")]
    [InlineData("a<(b)c", "<a (<( ($ b)) c>")]
    [InlineData("a=~:b:~/c -d=~:~", "<a= (~) :b: (~) /c> -d=~:~")]
    [InlineData("`a 'b\\\nc'`", "(cmd ($ a 'bc'))")]
    public void Word_is_read(string text, string tree) => Tree("x " + text).ShouldBe($"($ x {tree})");

    [Theory]
    [InlineData("cat <<E\na $b\nE\nc", "($ cat (HereDocument E <'a ' {b} '\\n'>)) ($ c)")]
    [InlineData("cat <<'E' <<-F\na $b\nE\n\tc\n\tF\n", "($ cat (HereDocument E quoted 'a $b\\n') (HereDocumentStripped F 'c\\n'))")]
    [InlineData("a <<E && b\nx\nE\nc", "(&& ($ a (HereDocument E 'x\\n')) ($ b)) ($ c)")]
    [InlineData("a $(b <<E\nx)\nE\n) c", "($ a (cmd ($ b (HereDocument E 'x)\\n'))) c)")]
    [InlineData("cat <<E\na\\\nE\n\\$b \"c\" \\\"\nE", "($ cat (HereDocument E <'aE\\n$b \"c\" \\\"\\n'>))")]
    [InlineData("cat <<E\nx", "($ cat (HereDocument E unended 'x\\n'))")]
    [InlineData("cat <<\"\"\na\n\nb", "($ cat (HereDocument  quoted 'a\\n')) ($ b)")]
    [InlineData("if a <<E; then\nx\nE\nb; fi", "(if [($ a (HereDocument E 'x\\n'))] [($ b)])")]
    [InlineData("cat <<E\n$(echo `x` $((1)))\nE", "($ cat (HereDocument E <(cmd ($ echo (cmd ($ x)) (arith 1))) '\\n'>))")]
    [InlineData("a $(b <<E\nx\nE) c", "($ a (cmd ($ b (HereDocument E 'x\\n'))) c)")]
    [InlineData("a $(b <<-E; c\n\tx\nEx )\n\tE )", "($ a (cmd ($ b (HereDocumentStripped E 'x\\nEx )\\n')) ($ c)))")]
    [InlineData("a $(b <<''\n)\n\n)", "($ a (cmd ($ b (HereDocument  quoted ')\\n'))))")]
    [InlineData("(b <<E\nE)\nE\n)", "(sub ($ b (HereDocument E 'E)\\n')))")]
    public void Here_document_is_read(string text, string tree) => Tree(text).ShouldBe(tree);

    private static string Tree(string text)
    {
        ParseResult result = ShellParser.Parse(text);
        result.Diagnostic?.ToString().ShouldBeNull();
        return TreeText.Of(result.List.ShouldNotBeNull());
    }
}
