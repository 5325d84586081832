using System.Diagnostics;
using System.Reflection;
using System.Text;
using Drover.Shell.Syntax.Arithmetic;
using Drover.Shell.Syntax.Parsing;
using Drover.Shell.Syntax.Tests.Arithmetic;
using Drover.Shell.Syntax.Tests.Lexing;
using Drover.Shell.Syntax.Tests.Printing;

namespace Drover.Shell.Syntax.Tests.Parsing;

/// <summary>No text makes the parser throw or hang, and what it accepts is printed as text with the same tree. With DROVER_SOAK an hour, else seconds.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Pieces =
    [
        "a", "b", " ", " ", "\n", ";", "&", "&&", "||", "|", "|&", "!", "{", "}", "(", ")", "((", "))", "if ", "then ", "else ", "elif ", "fi", "while ", "do ", "done", "for x in ", "case x in ", "esac", ";;",
        "$", "${", "$(", "$((", "`", "'", "\"", "\\", "\\\n", "#", "<", ">", ">>", "<<E\n", "\nE\n", "<<-'F'\n", "<<<", "2>", "&1", "=", "a=", "a=(", "a[", "]", "[[ ", " ]]", "=~", "==", ":-", "##", "%", "/", "@", "*", "?", "~",
        ",", "..", "$'", "\0", "é", "function ", "time ", "select ", "f()", "export ", "1", "+", "++", "[@]", "al ", " <<E", " -n ", ";&", "<(", "{x}>",
    ];

    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("DROVER_SEED"), out int given) ? given : Environment.TickCount;

    [Fact]
    public void Any_text_is_parsed_or_refused()
    {
        Run(1, random =>
        {
            StringBuilder text = new();
            for (int count = random.Next(1, 40); count > 0; count--) text.Append(Pieces[random.Next(Pieces.Length)]);
            return text.ToString();
        });
    }

    [Fact]
    public void Any_change_of_a_valid_text_is_parsed_or_refused()
    {
        string[] seeds = [.. Cases(typeof(CommandTests), typeof(WordTests), typeof(CanonicalTextTests), typeof(ArithmeticParserTests)), .. Paragraphs()];
        seeds.Length.ShouldBeGreaterThan(300);
        Run(2, random => Mutate(random, seeds));
    }

    /// <summary>The first argument of each case of the theories.</summary>
    private static IEnumerable<string> Cases(params Type[] classes)
        => classes.SelectMany(type => type.GetMethods()).SelectMany(method => method.GetCustomAttributes<InlineDataAttribute>()).Select(data => data.Data[0]).OfType<string>();

    /// <summary>What stands between blank lines in real scripts, as far as it is short.</summary>
    private static IEnumerable<string> Paragraphs()
        => ScriptCorpus.Paths.SelectMany(path => ScriptCorpus.Read(path).Split("\n\n")).Where(text => text.Length is > 20 and < 1500).Take(5000);

    private static string Mutate(Random random, string[] seeds)
    {
        StringBuilder text = new(seeds[random.Next(seeds.Length)]);
        for (int count = random.Next(1, 6); count > 0; count--)
        {
            int at = random.Next(text.Length + 1), length = Math.Min(random.Next(1, 12), text.Length - at);
            switch (random.Next(6))
            {
                case 0:
                    text.Remove(at, length);
                    break;
                case 1:
                    text.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 2:
                    text.Insert(random.Next(text.Length + 1), text.ToString(at, length));
                    break;
                case 3 when length > 0:
                    text[at] = (char)random.Next(256);
                    break;
                case 4:
                    text.Length = at;
                    break;
                default:
                    string other = seeds[random.Next(seeds.Length)];
                    int from = random.Next(other.Length + 1);
                    text.Insert(at, other.AsSpan(from, Math.Min(other.Length - from, 60)));
                    break;
            }
        }
        return text.ToString();
    }

    private static void Run(int stream, Func<Random, string> next)
    {
        Random random = new(Seed + stream);
        TimeSpan limit = Environment.GetEnvironmentVariable("DROVER_SOAK") is null ? TimeSpan.FromSeconds(2) : TimeSpan.FromHours(1);
        long start = Stopwatch.GetTimestamp();
        int accepted = 0, tried = 0;
        // In an hour they do not end the search for what is worse.
        var differences = new List<string>();
        while (Stopwatch.GetElapsedTime(start) < limit)
        {
            string text = next(random);
            tried++;
            string? difference;
            try
            {
                if (Try(text, random.Next(2) == 0 ? SyntaxOptions.PosixOnly : SyntaxOptions.Default, out difference)) accepted++;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"DROVER_SEED={Seed}, text {tried}: {Shown(text)}", e);
            }
            if (difference is not null) differences.Add($"DROVER_SEED={Seed}, text {tried}: {Shown(text)}\nprinted {difference}");
            if (differences.Count == 20) break;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{tried} texts, {accepted} of them valid");
        accepted.ShouldBeGreaterThan(0);
        tried.ShouldBeGreaterThan(100);
        // Known and not worth more code: "a[ && >]b c ]=d" is one word with its subscript or several commands, depending on where the redirection stands.
        if (differences.Count > tried / 1_000_000) differences.ShouldBeEmpty($"after {tried} texts");
    }

    private static string Shown(string text) => text.Replace("\n", "\\n", StringComparison.Ordinal);

    private static bool Try(string text, SyntaxOptions options, out string? difference)
    {
        difference = null;
        ShellParser.Parse(text, options, name => name switch { "al" => "a ", "b" => "if", _ => null });
        ShellParser parser = new(text, new SyntaxOptions { MayContinue = true });
        for (int lines = 0; parser.TryParseNext().Status is not ParseStatus.EndOfInput; lines++) lines.ShouldBeLessThan(2000);
        ArithmeticParser.Parse(text);
        if (ShellParser.Parse(text, options).List is not { } list) return false;
        if (RoundTrip.Difference(list, options) is { } wrong) difference = $"({(options.Posix ? "posix" : "bash")}): {wrong}";
        return true;
    }
}
