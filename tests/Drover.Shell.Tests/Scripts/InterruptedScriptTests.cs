using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;
using Drover.Testing;

namespace Drover.Shell.Tests.Scripts;

/// <summary>Signals that are to end a script while something runs in its foreground.</summary>
public sealed class InterruptedScriptTests : IDisposable
{
    private const string DealsWithIt = "sh -c 'trap \"echo cleaned; exit 5\" INT; : >ready; while :; do sleep 0.02; done'";

    private const string Sleeps = "sh -c ': >ready; exec sleep 100'";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(DealsWithIt + "; echo \"after $?\"", 0, "cleaned\nafter 5\n")]
    [InlineData("( " + DealsWithIt + "; echo in ); echo \"after $?\"", 0, "cleaned\nin\nafter 0\n")]
    [InlineData(Sleeps + "; echo no", 130, "")]
    [InlineData("while :; do " + Sleeps + "; done; echo no", 130, "")]
    [InlineData("x=$(" + DealsWithIt + "); echo no", 130, "")]
    [InlineData("trap 'echo trapped' INT; " + DealsWithIt + "; echo \"after $?\"", 0, "cleaned\ntrapped\nafter 5\n")]
    [InlineData("trap 'echo \"end $?\"' EXIT; " + DealsWithIt + "; echo \"after $?\"", 0, "cleaned\nafter 5\nend 0\n")]
    [InlineData("trap 'echo end' EXIT; " + Sleeps + "; echo no", 130, "end\n")]
    [InlineData("trap 'echo end' EXIT; : >ready; while :; do :; done", 130, "end\n")]
    [InlineData("trap 'echo end' EXIT; mkfifo fifo; : >ready; read x <>fifo; echo no", 130, "end\n")]
    [InlineData("trap 'echo end' EXIT; trap - EXIT; " + Sleeps, 130, "")]
    [InlineData("f() { local file=temporary; trap 'echo \"end $file $#\"' EXIT; " + Sleeps + "; echo no; }; f 1 2", 130, "end temporary 2\n")]
    public void Ctrl_C_waits_for_the_program_that_deals_with_it(string script, int status, string output) => Run(isPosix: false, script, Signal.INT, toGroup: true).ShouldBe((status, output));

    [Theory]
    [InlineData(DealsWithIt + "; echo no", 130, "cleaned\n")]
    [InlineData("while :; do " + DealsWithIt + "; done", 130, "cleaned\n")]
    [InlineData("trap 'echo no' EXIT; " + Sleeps, 130, "")]
    public void In_posix_mode_the_script_ends_then(string script, int status, string output) => Run(isPosix: true, script, Signal.INT, toGroup: true).ShouldBe((status, output));

    [Theory]
    [InlineData("trap 'echo end' EXIT; " + Sleeps + "; echo no", 143, "end\n")]
    [InlineData("trap 'echo end' EXIT; x=$(" + Sleeps + "); echo no", 143, "end\n")]
    [InlineData("trap 'echo end' EXIT; : >ready; while :; do :; done", 143, "end\n")]
    [InlineData("trap 'echo end' EXIT; trap '' TERM; : >ready; sleep 0.3; echo \"after $?\"", 0, "after 0\nend\n")]
    public void Trap_of_exit_runs_before_a_signal_ends_the_script(string script, int status, string output) => Run(isPosix: false, script, Signal.TERM, toGroup: false).ShouldBe((status, output));

    // In a group of its own, which the signal goes to, or to the shell alone.
    private (int Status, string Output) Run(bool isPosix, string script, Signal signal, bool toGroup)
    {
        using var links = new TemporaryDirectory();
        File.CreateSymbolicLink(links["sh"], Artifacts.Drover);
        using var loop = new EventLoop();
        using IProcessEngine engine = new ProcessEngine(new EngineOptions { Loop = loop, ChildSignals = ChildSignalSource.None });
        string output = _directory["output"];
        using Descriptor file = Descriptor.Open(output, OpenMode.Truncate);
        Pipeline pipeline = engine.Start(new PipelineSpec
        {
            Stages =
            [
                (isPosix ? ProcessSpec.Of(links["sh"], "-c", script + "\n:") : ProcessSpec.Of(Artifacts.Drover, "sh", "-c", script + "\n:")) with
                {
                    WorkingDirectory = _directory.Path,
                    Redirections = [Redirection.Null(0), Redirection.Descriptor(1, file), Redirection.Duplicate(2, 1)],
                },
            ],
            Placement = GroupPlacement.NewGroup,
        });
        Eventually.IsTrue(() => File.Exists(_directory["ready"]));
        if (toGroup) pipeline.Signal(signal).ShouldBeTrue();
        else SignalSender.Send(pipeline.Stages[0].Pid, signal).ShouldBe(0);
        loop.RunUntil(() => pipeline.Completion.IsCompleted, TimeSpan.FromSeconds(60)).ShouldBeTrue();
        // When only the shell was told its program is still there; a signal to all leaves nobody.
        if (toGroup) Eventually.IsTrue(() => !ProcessTable.All().Any(process => process.Group == pipeline.Stages[0].Pid && !process.IsZombie));
        else _ = SignalSender.Send(-pipeline.Stages[0].Pid, Signal.KILL);
        return (pipeline.Completion.Result.ExitStatus, File.ReadAllText(output));
    }
}
