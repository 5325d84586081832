using System.Diagnostics;
using System.Text;
using Drover.Shell.Syntax.Parsing;

namespace Drover.TestForker;

/// <summary>Parses on the main thread of a native executable, whose stack is what <c>ulimit -s</c> says.</summary>
internal static class Syntax
{
    private static readonly string[] Openers =
    [
        "(", "( ", "{ ", "! ", "if ", "while ", "until ", "if a; then ", "for x in a; do ", "case x in a) ", "f() ", "f() { ", "function f { ", "a | ", "a && ", "a && { ", "time ", "coproc ", "coproc a ",
        "$(", "$( ", "\"$(", "$((", "((", "${a:-", "\"${a:-", "${x@", "${#a[", "${a[", "${a/", "${a:", "`", "\"`", "<(", "a=(", "a[", "a=$(", "[[ ( ", "[[ ! ", "[[ a && ( ",
        "a <<E\n$(", "cat <<E\n${a:-", "$((1 + (", "$((a[", "$((- ", "$((1 ? ", "$((a = ", "for ((", "\\", "'", "x[(",
    ];

    /// <summary>Nests each opener as often as asked; whatever is answered, the stack must hold.</summary>
    public static int Nest(int depth)
    {
        int refused = 0, accepted = 0;
        foreach (string opener in Openers)
        {
            string text = new StringBuilder(opener.Length * depth).Insert(0, opener, depth).ToString();
            foreach (SyntaxOptions options in new[] { SyntaxOptions.Default, SyntaxOptions.PosixOnly })
            {
                foreach (string whole in new[] { text, "x " + text })
                {
                    if (ShellParser.Parse(whole, options).Status == ParseStatus.Complete) accepted++;
                    else refused++;
                }
            }
        }
        Console.WriteLine($"{Openers.Length} openers, {refused} texts refused, {accepted} accepted");
        return 0;
    }

    /// <summary>Parses a file and says how long it took.</summary>
    public static int Time(string path)
    {
        string text = Encoding.Latin1.GetString(File.ReadAllBytes(path));
        long start = Stopwatch.GetTimestamp();
        ShellParser parser = new(text);
        int commands = 0;
        ParseResult result;
        while ((result = parser.TryParseNext()).Status == ParseStatus.Complete) commands++;
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Check.That(result.Status == ParseStatus.EndOfInput, result.Diagnostic?.ToString() ?? "");
        Console.WriteLine($"{commands} commands, {text.Length} bytes, {seconds * 1000:F0} ms, {text.Length / 1e6 / seconds:F1} MB/s");
        return 0;
    }
}
