using Drover.Shell.Tests.Scripts;
using Drover.Testing;

namespace Drover.Shell.Tests.Interactive;

/// <summary><c>keep</c>: a command that outlives the shell.</summary>
public sealed class KeepTests
{
    [Fact]
    public void Kept_command_is_a_run_that_others_know()
    {
        using var state = new TemporaryDirectory();
        using var directory = new TemporaryDirectory();
        string drover = Artifacts.Drover;
        string script = $"export DROVER_STATE={state.Path}; id=$(keep sh -c 'echo kept; exit 5') && {drover} wait \"$id\"; echo $?; {drover} logs \"$id\"; {drover} rm \"$id\" >/dev/null";
        ShellRun.Of(directory.Path, drover, "sh", "-c", script).Output.ShouldContain("5\nkept\n");
    }

    [Fact]
    public void Function_cannot_be_kept() =>
        ShellRun.Drover("-c", "f() { :; }; keep f; echo $?", "script").Output.ShouldBe("script: line 1: keep: f is a function of this shell, which nobody else can run: keep sh -c 'commands'\n1\n");
}
