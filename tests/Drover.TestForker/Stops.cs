using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;
using Drover.Engine.Terminals;

namespace Drover.TestForker;

/// <summary>Job control on a terminal.</summary>
internal static class Stops
{
    /// <summary>On a terminal of our own, a forked stage and a program in the foreground: Ctrl-Z stops both, we take the terminal back, they go on.</summary>
    public static int Foreground()
    {
        using ProcessEngine engine = Forks.NewEngine();
        using PseudoTerminal pseudo = PseudoTerminal.Open(TerminalSize.Default);
        // The job-control shell is a forked stage that leads a session on the terminal.
        Pipeline shell = engine.Start(PipelineSpec.Of(Forks.Body(() => RunShell(pseudo))) with
        { Placement = GroupPlacement.NewSession, ControllingTerminal = pseudo.Path });
        Check.Equal(shell.Wait().ExitStatus, 0);
        return 0;
    }

    private static int RunShell(PseudoTerminal pseudo)
    {
        using ProcessEngine engine = Forks.NewEngine();
        using ControllingTerminal terminal = ControllingTerminal.TryOpen() ?? throw new CheckFailedException("no terminal");
        Check.That(terminal.IsOurs);
        // The last byte comes when the forked stage has been continued: it waits for the end of its input, which the program holds.
        Pipeline job = engine.Start(PipelineSpec.Of(ProcessSpec.Of("sh", "-c", "read x; exit 4"), Forks.Body(WaitForEnd)) with { ForegroundTerminal = terminal.Descriptor });
        Check.Equal(terminal.ForegroundGroup, job.Group.Id);
        pseudo.Master.WriteAll([26]);
        Check.Equal(job.WaitForChange(), PipelineChange.Stopped);
        Check.Equal(job.StoppedBy, Signal.TSTP);
        Check.That(job.Stages.All(static stage => stage.Status.Kind == WaitStatusKind.Stopped));
        Check.That(terminal.TakeBack() && terminal.IsOurs);
        // A caught signal ends the waiting for a job in the background.
        SignalCatcher.Set(Signal.USR1, SignalDisposition.Caught);
        Check.That(job.Resume());
        SignalSender.Send(OwnProcess.Pid, Signal.USR1);
        Check.Equal(job.WaitForChange(SignalSet.Of(Signal.USR1)), PipelineChange.Interrupted);
        Check.That(SignalCatcher.Take().Contains(Signal.USR1));
        // In the background it stops at its next read.
        Check.Equal(job.WaitForChange(), PipelineChange.Stopped);
        Check.That(terminal.GiveTo(job.Group) && job.Resume());
        pseudo.Master.WriteAll("line\n"u8);
        Check.Equal(job.WaitForChange(), PipelineChange.Ended);
        Check.That(terminal.TakeBack());
        Check.Equal(job.Status!.Stages[0].ExitStatus, 4);
        return job.Status.ExitStatus;
    }

    private static int WaitForEnd()
    {
        using var input = new Descriptor(0);
        while (input.Read(new byte[64]) > 0) { }
        return 0;
    }
}
