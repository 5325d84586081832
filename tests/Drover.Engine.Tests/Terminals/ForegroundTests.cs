using System.Text;
using Drover.Engine.Descriptors;
using Drover.Engine.Interop;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Spawning;
using Drover.Engine.Terminals;
using Drover.Engine.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Engine.Tests.Terminals;

/// <summary>Only the leader of a session can hand its terminal over, so this class runs itself once more, on a terminal of its own.</summary>
public sealed class ForegroundTests : EngineTest
{
    [Fact]
    public void The_foreground_is_handed_over_and_taken_back()
    {
        using PseudoTerminal terminal = PseudoTerminal.Open(TerminalSize.Default);
        Pipeline pipeline = Engine.Start(
            PipelineSpec.Of(ProcessSpec.Of(Environment.ProcessPath!, "-explicit", "only", "-class", typeof(ForegroundTests).FullName!, "-noColor")) with
            {
                Placement = GroupPlacement.NewSession,
                ControllingTerminal = terminal.Path,
            });
        string output = Encoding.UTF8.GetString(ReadAll(terminal.Master));
        pipeline.Wait().ExitStatus.ShouldBe(0, output);
        output.ShouldContain("Failed: 0, Skipped: 0, Not Run: 1");
    }

    [Fact(Explicit = true)]
    public async Task On_a_terminal_of_its_own()
    {
        using ControllingTerminal terminal = ControllingTerminal.TryOpen().ShouldNotBeNull();
        terminal.IsOurs.ShouldBeTrue();
        var report = new StatusReport(Run(PipelineSpec.Of(Program("print-status")) with { ForegroundTerminal = terminal.Descriptor }).Output);
        report["tpgid"].ShouldBe(report["pgid"]);
        terminal.IsOurs.ShouldBeFalse();
        terminal.TakeBack().ShouldBeTrue();
        terminal.IsOurs.ShouldBeTrue();

        // In the background reading the terminal stops the program, and its parent learns why.
        Pipeline background = Engine.Start(ProcessSpec.Of("cat"));
        Eventually.IsTrue(() => background.Stages[0].Status == WaitStatus.Stopped(Signal.TTIN));
        terminal.GiveTo(background.Group).ShouldBeTrue();
        terminal.ForegroundGroup.ShouldBe(background.Group.Id);
        await background.StopAsync(StopPolicy.Kill);
        terminal.TakeBack().ShouldBeTrue();
        terminal.GiveTo(background.Group).ShouldBeFalse();

        // A start that fails leaves the foreground as it was, whichever stage it is.
        foreach (int failing in (int[])[0, 1])
        {
            ProcessSpec[] stages = [ProcessSpec.Of("cat"), ProcessSpec.Of("cat")];
            stages[failing] = ProcessSpec.Of("/etc/passwd");
            Should.Throw<SpawnException>(() => Engine.Start(PipelineSpec.Of(stages) with { ForegroundTerminal = terminal.Descriptor })).Stage.ShouldBe(failing);
            terminal.IsOurs.ShouldBeTrue();
        }

        using var notATerminal = Descriptor.Open("/dev/null", OpenMode.Read);
        SpawnException e = Should.Throw<SpawnException>(() => Engine.Start(PipelineSpec.Of(ProcessSpec.Of("true")) with { ForegroundTerminal = notATerminal }));
        (e.Step, e.Errno).ShouldBe((SpawnStep.Terminal, 25));
        Libc.getpgrp().ShouldBe(terminal.ForegroundGroup);
    }
}
