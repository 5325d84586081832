using Drover.EndToEnd.Tests.CommandLines;
using Drover.Engine.Processes;
using Drover.Runs;
using Drover.Runs.Formats;
using Drover.Testing;

namespace Drover.EndToEnd.Tests.BadInputs;

/// <summary>A pid in a status file may be a stranger's by now: it is never signalled.</summary>
public sealed class ForgedStatusTests : CommandLineTest
{
    [Theory]
    [InlineData("stop")]
    [InlineData("kill")]
    [InlineData("signal", "TERM")]
    [InlineData("signal", "--tree", "KILL")]
    [InlineData("restart")]
    [InlineData("rm", "--force")]
    public void Stranger_whose_pid_a_forged_status_names_is_never_signalled(params string[] verb)
    {
        // One that would show a signal: it writes down each that it gets.
        using var directory = new TemporaryDirectory();
        using LiveProgram stranger = StartStranger(directory["signals"]);
        stranger.WaitForOutput("ready");
        ProcessIdentity real = ProcessIdentity.TryRead(stranger.Pid)!.Value;
        using Run run = StartReadyRun();
        RunStatus status = run.ReadStatus();
        // Its shim and its processes are gone; their numbers are the stranger's now, as after a reuse.
        status.Shim.TrySignal(9);
        status.Leader.TrySignal(9);
        Eventually.IsTrue(() => !run.IsHeld && !status.Leader.IsAlive());
        RunStatus forged = status with
        {
            Leader = new ProcessIdentity(real.Pid, status.Leader.StartTicks - 1000),
            Shim = new ProcessIdentity(real.Pid, status.Shim.StartTicks - 1000),
        };
        File.WriteAllBytes(Path.Combine(run.Directory, "status.json"), RunStatusFormat.Write(forged));

        ProgramResult result = Drover([.. verb, run.Id]);
        result.Status.ShouldBe(verb[0] == "signal" ? 125 : 0, result.Error);
        Drover("ps", "-a").Status.ShouldBe(0);
        real.IsAlive().ShouldBeTrue();
        stranger.HasEnded.ShouldBeFalse();
        // What was sent would have come before what we send now.
        stranger.Signal(Engine.Signals.Signal.USR2);
        stranger.WaitForOutput("end");
        File.ReadAllText(directory["signals"]).ShouldBe("USR2\n");
        if (verb[0] == "rm") return;
        Drover("stop", run.Id).Status.ShouldBe(0);
        State.Store.Open(run.Id).ReadStatus().Outcome.ShouldBe(verb[0] == "restart" ? RunOutcome.Stopped : RunOutcome.Lost);
    }

    // Without the mark of our runs, so that it is a stranger in every respect.
    private LiveProgram StartStranger(string file)
    {
        string traps = string.Concat(((string[])["HUP", "INT", "QUIT", "TERM", "USR1", "CONT"]).Select(name => $"trap 'echo {name} >>{file}' {name}; "));
        return new LiveProgram(State.Engine, Spec("/bin/sh", "-c", $"{traps} trap 'echo USR2 >>{file}; echo end; exit' USR2; echo ready; while :; do sleep 0.02; done"));
    }
}
