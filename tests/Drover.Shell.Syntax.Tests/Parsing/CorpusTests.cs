using System.Text;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Syntax.Tests.Parsing;

/// <summary>Real scripts that another shell has found valid: DROVER_CORPUS names a file of lines "posix PATH" (from dash -n) and "bash PATH" (from bash -n).</summary>
public sealed class CorpusTests
{
    [Fact]
    public void What_another_shell_accepts_is_accepted()
    {
        string? list = Environment.GetEnvironmentVariable("DROVER_CORPUS");
        Assert.SkipWhen(list is null, "DROVER_CORPUS is not set");
        StringBuilder refused = new();
        int count = 0;
        foreach (string line in File.ReadLines(list!))
        {
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            string text = Encoding.Latin1.GetString(File.ReadAllBytes(line[(blank + 1)..]));
            ShellParser parser = new(text, line[..blank] == "posix" ? SyntaxOptions.PosixOnly : SyntaxOptions.Default);
            ParseResult result;
            do result = parser.TryParseNext();
            while (result.Status == ParseStatus.Complete);
            count++;
            if (result.Status != ParseStatus.EndOfInput) refused.AppendLine($"{line}: {result.Diagnostic}");
        }
        refused.ToString().ShouldBeEmpty();
        count.ShouldBeGreaterThan(0);
    }
}
