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
    public void Kept_command_outlives_the_terminal()
    {
        using var state = new TemporaryDirectory();
        using var shell = new InteractiveShell(change: environment => environment.Set("DROVER_STATE", state.Path));
        string id = shell.Run("keep sh -c 'i=0; while [ ! -e go ] && [ $i -lt 2000 ]; do i=$((i + 1)); sleep 0.05; done; echo kept; exit 5'").TrimEnd('\n');
        shell.Run("sleep 100 &");
        shell.CloseTerminal();
        shell.WaitForEnd().Signal.ShouldBe(Engine.Signals.Signal.HUP);
        // What is not kept has gone.
        shell.WaitFor(() => shell.Others().Count == 0);
        Drover("ps").Output.ShouldContain(id);
        File.WriteAllText(shell.Directory["go"], "");
        Drover("wait", id).Status.ShouldBe(5);
        Drover("logs", id).Output.ShouldBe("kept\n");
        Drover("rm", id).Status.ShouldBe(0);

        ShellRun Drover(params string[] arguments) =>
            ShellRun.Of(shell.Directory.Path, Artifacts.Drover, spec => spec with { Environment = spec.Environment!.Set("DROVER_STATE", state.Path) }, arguments);
    }

    [Fact]
    public void Function_cannot_be_kept() =>
        ShellRun.Drover("-c", "f() { :; }; keep f; echo $?", "script").Output.ShouldBe("script: line 1: keep: f is a function of this shell, which nobody else can run: keep sh -c 'commands'\n1\n");
}
