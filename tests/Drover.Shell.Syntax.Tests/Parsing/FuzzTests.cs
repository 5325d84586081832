using System.Diagnostics;
using System.Text;
using Drover.Shell.Syntax.Arithmetic;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Syntax.Tests.Parsing;

public sealed class FuzzTests
{
    private static readonly string[] Pieces =
    [
        "a", "b", " ", " ", "\n", ";", "&", "&&", "||", "|", "|&", "!", "{", "}", "(", ")", "((", "))", "if ", "then ", "else ", "elif ", "fi", "while ", "do ", "done", "for x in ", "case x in ", "esac", ";;",
        "$", "${", "$(", "$((", "`", "'", "\"", "\\", "\\\n", "#", "<", ">", ">>", "<<E\n", "\nE\n", "<<-'F'\n", "<<<", "2>", "&1", "=", "a=", "a=(", "a[", "]", "[[ ", " ]]", "=~", "==", ":-", "##", "%", "/", "@", "*", "?", "~",
        ",", "..", "$'", "\0", "é", "function ", "time ", "select ", "f()", "export ", "1", "+", "++", "[@]", "al ",
    ];

    [Fact]
    public void Any_text_is_parsed_or_refused()
    {
        int seed = Environment.TickCount;
        Random random = new(seed);
        TimeSpan limit = Environment.GetEnvironmentVariable("DROVER_SOAK") is null ? TimeSpan.FromSeconds(3) : TimeSpan.FromHours(1);
        long start = Stopwatch.GetTimestamp();
        int accepted = 0, tried = 0;
        while (Stopwatch.GetElapsedTime(start) < limit)
        {
            StringBuilder text = new();
            for (int count = random.Next(1, 40); count > 0; count--) text.Append(Pieces[random.Next(Pieces.Length)]);
            string script = text.ToString();
            tried++;
            try
            {
                ParseResult result = ShellParser.Parse(script, random.Next(2) == 0 ? SyntaxOptions.PosixOnly : SyntaxOptions.Default, name => name switch { "al" => "a ", "b" => "if", _ => null });
                if (result.Status == ParseStatus.Complete) accepted++;
                ShellParser parser = new(script, new SyntaxOptions { MayContinue = true });
                for (int lines = 0; parser.TryParseNext().Status is not ParseStatus.EndOfInput; lines++) lines.ShouldBeLessThan(1000);
                ArithmeticParser.Parse(script);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}, text: {script.Replace("\n", "\\n", StringComparison.Ordinal)}", e);
            }
        }
        accepted.ShouldBeGreaterThan(0);
        tried.ShouldBeGreaterThan(1000);
    }
}
