using System.Globalization;
using System.Text;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;
using Drover.Engine.Terminals;
using Drover.Testing;

namespace Drover.EndToEnd.Tests.CommandLines;

/// <summary>A program on a terminal of its own, at which the test types.</summary>
public sealed class TerminalProgram : IDisposable
{
    private const int Isig = 1; // termbits.h
    private readonly ProcessEngine _engine;
    private readonly PseudoTerminal _terminal;
    private readonly Descriptor _slave;
    private readonly Pipeline _pipeline;
    private readonly PipeText _screen;

    /// <summary>Starts it.</summary>
    public TerminalProgram(ProcessEngine engine, ProcessSpec spec, TerminalSize size)
    {
        _engine = engine;
        _terminal = PseudoTerminal.Open(size);
        // Held open, so that the modes can be asked for when the program has ended.
        _slave = Descriptor.Open(_terminal.Path, OpenMode.ReadWriteExisting);
        ModesBefore = Modes();
        _screen = new PipeText(_terminal.Master.Duplicate());
        _pipeline = engine.Start(new PipelineSpec { Stages = [spec], Placement = GroupPlacement.NewSession, ControllingTerminal = _terminal.Path });
    }

    /// <summary>The terminal's modes before the program was started, as stty -g prints them.</summary>
    public string ModesBefore { get; }

    /// <summary>Its pid.</summary>
    public int Pid => _pipeline.Stages[0].Pid;

    /// <summary>Everything that has been shown so far.</summary>
    public string Screen => _screen.Text;

    /// <summary>The terminal's modes now.</summary>
    public string Modes()
    {
        Pipeline stty = _engine.Start(PipelineSpec.Of(ProcessSpec.Of("stty", "-g") with { Redirections = [Redirection.Descriptor(0, _slave), Redirection.PipeFromChild(1)] }));
        using var text = new PipeText(stty.Stages[0].TakePipe(1));
        text.WaitForEnd();
        return text.Text;
    }

    /// <summary>Types.</summary>
    public void Type(string keys) => _terminal.Master.WriteAll(Encoding.UTF8.GetBytes(keys)).ShouldBeTrue();

    /// <summary>Changes the size of the window.</summary>
    public void Resize(int columns, int rows) => _terminal.Resize(new TerminalSize(columns, rows));

    /// <summary>Sends the program a signal.</summary>
    public void Signal(Signal signal) => _pipeline.Signal(signal).ShouldBeTrue();

    /// <summary>Waits for a text on the screen.</summary>
    public void WaitForScreen(string text) => Eventually.IsTrue(() => Screen.Contains(text, StringComparison.Ordinal), TimeSpan.FromSeconds(30), () => Screen);

    /// <summary>Waits until a shell whose prompt is "$ " asks for a command.</summary>
    public void WaitForPrompt() => Eventually.IsTrue(() => Screen.EndsWith("$ ", StringComparison.Ordinal), TimeSpan.FromSeconds(30), () => Screen);

    /// <summary>Waits until keys go to the program as they are typed, and no key is a signal: an editing shell still has ISIG.</summary>
    public void WaitUntilRaw() => Eventually.IsTrue(
        () => Modes().Split(':') is { Length: > 3 } modes && (int.Parse(modes[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Isig) == 0,
        TimeSpan.FromSeconds(30),
        () => Screen);

    /// <summary>Waits for the program's end and returns its exit status.</summary>
    public int WaitForEnd()
    {
        Eventually.IsTrue(() => _pipeline.Completion.IsCompleted, TimeSpan.FromSeconds(60), () => Screen);
        return _pipeline.Completion.Result.ExitStatus;
    }

    public void Dispose()
    {
        if (!_pipeline.Completion.IsCompleted) _ = _pipeline.Signal(Engine.Signals.Signal.KILL);
        _screen.Dispose();
        _slave.Dispose();
        _terminal.Dispose();
    }
}
