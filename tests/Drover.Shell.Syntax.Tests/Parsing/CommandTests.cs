using Drover.Shell.Syntax.Parsing;
using Drover.Shell.Syntax.Tests.Nodes;

namespace Drover.Shell.Syntax.Tests.Parsing;

public sealed class CommandTests
{
    [Theory]
    [InlineData("echo a b", "($ echo a b)")]
    [InlineData("coproc a b; coproc N { c; }; coproc (d)", "(coproc COPROC ($ a b)) (coproc N (group ($ c))) (coproc COPROC (sub ($ d)))")]
    [InlineData("a; b & c", "($ a) (& ($ b)) ($ c)")]
    [InlineData("a && b || c", "(|| (&& ($ a) ($ b)) ($ c))")]
    [InlineData("a &&\n\n b |\n c", "(&& ($ a) (| ($ b) ($ c)))")]
    [InlineData("! a | b", "(! (| ($ a) ($ b)))")]
    [InlineData("x=1 y= z=~/a:~b cmd", "($ (= x 1) (= y <>) (= z <(~) /a: (~b)>) cmd)")]
    [InlineData("eval x=( a \"$b\" [1]=c ) x+=() d; let y=( 1 )", "($ eval <'x=(a ' \"{b}\"' [' 1 ']=c)'> <'x+=()'> d) ($ let <'y=(1)'>)")]
    [InlineData("x=~:${u-~:~}", "($ (= x <(~) : {u Default <(~) : (~)>}>))")]
    [InlineData("x[0]=(1 2)", "($ (= x[0] (array 1 2)))")]
    [InlineData(">a 2>&1 <b cat 3<>c >|d >>e 4<&-", "($ cat (Output a) (DuplicateOutput 2 1) (Input b) (ReadWrite 3 c) (Clobber d) (Append e) (DuplicateInput 4 -))")]
    [InlineData("echo 2 >x 2>y a2>z", "($ echo 2 a2 (Output x) (Output 2 y) (Output z))")]
    [InlineData("{ a; } >x", "(group ($ a) (Output x))")]
    [InlineData("( a; b ) 2>x", "(sub ($ a) ($ b) (Output 2 x))")]
    [InlineData("(a)&&(b)", "(&& (sub ($ a)) (sub ($ b)))")]
    [InlineData("if a; then b; elif c\nthen d; else e; fi", "(if [($ a)] [($ b)] [($ c)] [($ d)] [($ e)])")]
    [InlineData("while a; do b; done <f", "(while [($ a)] [($ b)] (Input f))")]
    [InlineData("until a\ndo\nb\ndone", "(until [($ a)] [($ b)])")]
    [InlineData("for x; do a; done", "(for x [($ a)])")]
    [InlineData("for x\ndo a; done", "(for x [($ a)])")]
    [InlineData("for x\n\nin a b; do c; done", "(for x in a b [($ c)])")]
    [InlineData("for x in; do c; done", "(for x in [($ c)])")]
    [InlineData("for x in do done; do c; done", "(for x in do done [($ c)])")]
    [InlineData("for in in in; do in; done", "(for in in in [($ in)])")]
    [InlineData("case x in esac", "(case x)")]
    [InlineData("case $x in (a|b) c;; d) ;; *) e\nesac", "(case {x} (a b [($ c)]) (d []) (* [($ e)]))")]
    [InlineData("case x\nin\n\na) b;& c) ;;& (esac) d;; esac", "(case x (a [($ b)] ;&) (c [] ;;&) (esac [($ d)]))")]
    [InlineData("f() { a; } >x", "(fun f (group ($ a) (Output x)))")]
    [InlineData("f ( )\n\n(a)", "(fun f (sub ($ a)))")]
    [InlineData("function g { a; }", "(fun g (group ($ a)))")]
    [InlineData("function g () if a; then b; fi", "(fun g (if [($ a)] [($ b)]))")]
    [InlineData("echo if then { } ! done", "($ echo if then { } ! done)")]
    [InlineData("\\if 'then' x", "($ <'i' f> 'then' x)")]
    [InlineData("i\\\nf a; th\\\nen b; f\\\ni", "(if [($ a)] [($ b)])")]
    [InlineData("a &\\\n& b |\\\n| c >\\\n> d 2\\\n>e", "(|| (&& ($ a) ($ b)) ($ c (Append d) (Output 2 e)))")]
    [InlineData("a # c; d\nb #", "($ a) ($ b)")]
    [InlineData("a#b c '#' #d", "($ a#b c '#')")]
    [InlineData("a\n\n\nb\n", "($ a) ($ b)")]
    [InlineData("", "")]
    [InlineData("# nothing", "")]
    [InlineData("time -p a | b; time", "(time-p (| ($ a) ($ b))) (time )")]
    [InlineData("a |& b", "(|& ($ a) ($ b))")]
    [InlineData("select x in a b; do c; done", "(select x in a b [($ c)])")]
    [InlineData("a &> b &>> c <<< d", "($ a (OutputAndError b) (AppendOutputAndError c) (HereString d))")]
    [InlineData("exec {fd}>x {y} >z", "($ exec {y} (Output {fd} x) (Output z))")]
    [InlineData("(( x + 1 )) >y", "((( (Add x 1) )) (Output y))")]
    [InlineData("((a); b)", "(sub (sub ($ a)) ($ b))")]
    [InlineData("for ((i = 0; i < 3; i++)); do a; done", "(for(((= i 0) (Less i 3) (PostIncrement i))) [($ a)])")]
    [InlineData("for ((;;)) { a; }", "(for((_ _ _)) [($ a)])")]
    [InlineData("a=(1 [x]=2 $b\n# c\n'd') b+=(e) a[i + 1]+=f", "($ (= a (array 1 [x]=2 {b} 'd')) (= b+ (array e)) (= a[(Add i 1)]+ f))")]
    [InlineData("local a=(b) c=~; declare -a d=(e f)", "($ local (= a (array b)) (= c (~))) ($ declare -a (= d (array e f)))")]
    [InlineData("export a=~/b:~ c", "($ export (= a <(~) /b: (~)>) c)")]
    [InlineData("[[ -f a && ! b || (c < d) ]]", "([[ (|| (&& (-f a) (! (-n b))) (< c d)))")]
    [InlineData("[[ $a == @(x|y z)* ]]", "([[ (== {a} @(x|y z)*))")]
    [InlineData("[[ a =~ ^(b|c d)+$ ]] && e", "(&& ([[ (=~ a ^(b|c d)+$)) ($ e))")]
    [InlineData("[[ a -eq 1\n&& b ]]", "([[ (&& (-eq a 1) (-n b)))")]
    [InlineData("cat <(a) >(b)", "($ cat (<( ($ a)) (>( ($ b)))")]
    public void Command_is_read(string text, string tree) => Tree(text).ShouldBe(tree);

    [Theory]
    [InlineData("[[ a ]]", "($ [[ a ]])")]
    [InlineData("((a))", "(sub (sub ($ a)))")]
    [InlineData("a &> b", "(& ($ a)) ($ (Output b))")]
    [InlineData("time a; select; function", "($ time a) ($ select) ($ function)")]
    [InlineData("a+=b", "($ a+=b)")]
    [InlineData("a[1]=b", "($ a[1]=b)")]
    [InlineData("{x}>y", "($ {x} (Output y))")]
    [InlineData("echo $'a\\tb' $\"c\"", "($ echo 'a\tb' <$ \"'c'\">)")]
    public void Posix_text_has_no_additions_of_bash(string text, string tree) => Tree(text, SyntaxOptions.PosixOnly).ShouldBe(tree);

    private static string Tree(string text, SyntaxOptions? options = null)
    {
        ParseResult result = ShellParser.Parse(text, options);
        result.Diagnostic?.ToString().ShouldBeNull();
        return TreeText.Of(result.List.ShouldNotBeNull());
    }
}
