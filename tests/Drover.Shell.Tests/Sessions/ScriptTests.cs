using Drover.Shell.Sessions;
using Drover.Testing;

namespace Drover.Shell.Tests.Sessions;

/// <summary>The scripts of tests/posix in a session: the language is the same, whoever executes it.</summary>
public sealed class ScriptTests
{
    // A session has no process substitution, and jobs of another kind: the text of their own tests says how.
    private static readonly string[] s_ofProcesses = ["process-substitutions-b.sh", "coprocesses-b.sh", "jobs-x.sh", "jobs-p.sh", "history-x.sh", "depth-x.sh"];

    public static TheoryData<string> Scripts =>
        [.. Directory.EnumerateFiles(Artifacts.InRepository("tests/posix"), "*-?.sh").Select(path => Path.GetFileName(path)).Except(s_ofProcesses).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Script_finds_what_it_expects(string script)
    {
        using var directory = new TemporaryDirectory();
        string path = Artifacts.InRepository("tests/posix/" + script);
        bool posix = script.EndsWith("-p.sh", StringComparison.Ordinal);
        using var links = new TemporaryDirectory();
        File.CreateSymbolicLink(links["sh"], Artifacts.Drover);
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions
        {
            Name = path,
            WorkingDirectory = directory.Path,
            PosixMode = posix,
            NumbersNameJobs = false,
            AnnouncesJobs = false,
        });
        await session.SetVariableAsync("SH", posix ? links["sh"] : Artifacts.Drover);
        await session.EvalAsync("unset LC_ALL; LANG=C; export SH LANG");
        ShellResult result = await session.EvalAsync($". '{path}'");
        (result.ExitStatus, result.Output, result.Error).ShouldBe((0, "", ""));
    }
}
