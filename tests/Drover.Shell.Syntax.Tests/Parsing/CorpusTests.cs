using System.Text;
using Drover.Shell.Syntax.Parsing;
using Drover.Shell.Syntax.Tests.Printing;

namespace Drover.Shell.Syntax.Tests.Parsing;

/// <summary>Real scripts of this machine that another shell has found valid.</summary>
public sealed class CorpusTests
{
    [Fact]
    public void What_another_shell_accepts_is_accepted()
    {
        IReadOnlyList<string>? posix = ScriptCorpus.AcceptedBy("dash"), bash = ScriptCorpus.AcceptedBy("bash");
        StringBuilder refused = new();
        foreach (string path in posix ?? []) Check(path, SyntaxOptions.PosixOnly, refused);
        foreach (string path in bash ?? []) Check(path, SyntaxOptions.Default, refused);
        TestContext.Current.TestOutputHelper?.WriteLine($"{ScriptCorpus.Paths.Count} scripts, {posix?.Count} valid for dash, {bash?.Count} for bash");
        refused.ToString().ShouldBeEmpty();
        ((posix?.Count ?? 0) + (bash?.Count ?? 0)).ShouldBeGreaterThan(20, "dash and bash are missing or refuse all scripts");
    }

    private static void Check(string path, SyntaxOptions options, StringBuilder refused)
    {
        ShellParser parser = new(ScriptCorpus.Read(path), options);
        ParseResult result;
        while ((result = parser.TryParseNext()).Status == ParseStatus.Complete)
        {
            if (RoundTrip.Difference(result.List!, options) is not { } difference) continue;
            refused.AppendLine($"{(options.Posix ? "posix" : "bash")} {path}:{result.List!.Position.Line}: printed, {difference}");
            return;
        }
        if (result.Status != ParseStatus.EndOfInput) refused.AppendLine($"{(options.Posix ? "posix" : "bash")} {path}: {result.Diagnostic}");
    }
}
