using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;

namespace Drover.TestForker;

/// <summary>What a process does to itself.</summary>
internal static class Primitives
{
    public static int Exec()
    {
        using ProcessEngine engine = Forks.NewEngine();
        Pipeline pipeline = engine.Start(Forks.Body(static () =>
        {
            SignalCatcher.Set(Signal.HUP, SignalDisposition.Caught);
            SignalMask.Set(SignalSet.Of(Signal.TERM));
            using Descriptor? null5 = OwnNumbers.TryDuplicate(0, 64, out _);
            return OwnProcess.Execute(
                "/bin/sh", ["name", "-c", "echo $0 $A; readlink /proc/$$/fd/5; grep -E 'SigIgn|SigBlk' /proc/$$/status"], ProcessEnvironment.Of("A=b"), [(5, null5!.Number)],
                SignalSet.Of(Signal.QUIT));
        }).Redirect(Redirection.Null(0)).Redirect(Redirection.PipeFromChild(1)));
        using Descriptor output = pipeline.Stages[0].TakePipe(1);
        Check.Equal(pipeline.Wait().ExitStatus, 0);
        var text = new byte[400];
        int length = 0;
        while (output.Read(text.AsSpan(length)) is > 0 and var n) length += n;
        Check.Equal(System.Text.Encoding.ASCII.GetString(text, 0, length), "name b\n/dev/null\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000000004\n");
        Check.Equal(engine.Start(Forks.Body(static () => OwnProcess.Execute("/nowhere", ["x"], ProcessEnvironment.Empty, [], default))).Wait().ExitStatus, 2);
        return 0;
    }

    public static int Self()
    {
        using ProcessEngine engine = Forks.NewEngine();
        Check.Equal(engine.Start(PipelineSpec.Of(Forks.Body(static () =>
        {
            Check.That(OwnProcess.Group != OwnProcess.Pid);
            Check.Equal(OwnProcess.JoinGroup(0), 0);
            Check.Equal(OwnProcess.Group, OwnProcess.Pid);
            Check.Equal(OwnProcess.JoinGroup(1), 1);
            OwnProcess.SetUmask(0x3F);
            Check.Equal(OwnProcess.ReadUmask(), 0x3F);
            Check.Equal(WorkingDirectory.Change("/usr"), 0);
            Check.Equal(WorkingDirectory.TryRead(out _)!.Value.ToString(), "/usr");
            Check.Equal(WorkingDirectory.Change("/nowhere"), 2);
            Check.Equal(SignalSender.Send(0, new Signal(0)), 0);
            Check.Equal(SignalSender.Send(int.MaxValue, Signal.TERM), 3);
            return 0;
        })) with { Placement = GroupPlacement.Ours }).Wait().ExitStatus, 0);
        return 0;
    }
}
