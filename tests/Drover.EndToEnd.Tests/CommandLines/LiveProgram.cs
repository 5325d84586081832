using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;
using Drover.Testing;

namespace Drover.EndToEnd.Tests.CommandLines;

/// <summary>A program whose three streams are pipes that the test holds.</summary>
public sealed class LiveProgram : IDisposable
{
    private readonly Pipeline _pipeline;
    private readonly PipeText _output;
    private readonly PipeText _error;
    private readonly Descriptor? _input;

    /// <summary>Starts it.</summary>
    /// <param name="engine">By which engine.</param>
    /// <param name="spec">What.</param>
    /// <param name="input">What it reads; null for nothing.</param>
    public LiveProgram(ProcessEngine engine, ProcessSpec spec, byte[]? input = null)
    {
        _pipeline = engine.Start(PipelineSpec.Of(spec with
        {
            Redirections = [input is null ? Redirection.Null(0) : Redirection.PipeToChild(0), Redirection.PipeFromChild(1), Redirection.PipeFromChild(2)],
        }));
        _output = new PipeText(_pipeline.Stages[0].TakePipe(1));
        _error = new PipeText(_pipeline.Stages[0].TakePipe(2));
        if (input is null) return;
        _input = _pipeline.Stages[0].TakePipe(0);
        new Thread(() =>
        {
            _ = _input.WriteAll(input);
            _input.Dispose();
        })
        { IsBackground = true }.Start();
    }

    /// <summary>Its pid.</summary>
    public int Pid => _pipeline.Stages[0].Pid;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _pipeline.Completion.IsCompleted;

    /// <summary>Everything that it has written to standard output so far.</summary>
    public string Output => _output.Text;

    /// <summary>The same, as it came.</summary>
    public byte[] OutputBytes => _output.Bytes;

    /// <summary>Everything that it has written to standard error so far.</summary>
    public string Error => _error.Text;

    /// <summary>Sends it a signal.</summary>
    public void Signal(Signal signal) => _pipeline.Signal(signal).ShouldBeTrue();

    /// <summary>Waits for a text on its standard output.</summary>
    public void WaitForOutput(string text) =>
        Eventually.IsTrue(() => Output.Contains(text, StringComparison.Ordinal), TimeSpan.FromSeconds(30), () => $"output: {Output}\nerror: {Error}");

    /// <summary>Waits for a text on its standard error.</summary>
    public void WaitForError(string text) => Eventually.IsTrue(() => Error.Contains(text, StringComparison.Ordinal), TimeSpan.FromSeconds(30), () => $"error: {Error}");

    /// <summary>Nobody reads its standard output any more.</summary>
    public void CloseOutput() => _output.Dispose();

    /// <summary>Waits for its end.</summary>
    public ProgramResult WaitForEnd()
    {
        Eventually.IsTrue(() => HasEnded, TimeSpan.FromSeconds(60), () => $"output: {Output}\nerror: {Error}");
        _output.WaitForEnd();
        _error.WaitForEnd();
        return new ProgramResult(_pipeline.Completion.Result.ExitStatus, Output, Error);
    }

    public void Dispose()
    {
        if (!HasEnded) _ = _pipeline.Signal(Engine.Signals.Signal.KILL);
        _output.Dispose();
        _error.Dispose();
    }
}
