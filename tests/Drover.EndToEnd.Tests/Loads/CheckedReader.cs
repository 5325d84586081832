using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;
using Drover.Testing;

namespace Drover.EndToEnd.Tests.Loads;

/// <summary>A program whose standard output is compared, byte by byte as it comes, with the pattern that it ought to be.</summary>
public sealed class CheckedReader : IDisposable
{
    private readonly Pipeline _pipeline;
    private readonly Descriptor _pipe;
    private readonly TestPattern _pattern;
    private readonly long _stallsAt;
    private readonly ManualResetEventSlim _goOn = new();
    private readonly Thread _thread;
    private long _bytes;

    /// <summary>Starts it and reads.</summary>
    /// <param name="engine">By which engine.</param>
    /// <param name="spec">What.</param>
    /// <param name="seed">Of the pattern.</param>
    /// <param name="stallsAt">After how many bytes nothing more is read until <see cref="GoOn"/>; null for never.</param>
    public CheckedReader(ProcessEngine engine, ProcessSpec spec, ulong seed, long? stallsAt)
    {
        _pattern = new TestPattern(seed: seed);
        _stallsAt = stallsAt ?? long.MaxValue;
        _pipeline = engine.Start(PipelineSpec.Of(spec with { Redirections = [Redirection.Null(0), Redirection.PipeFromChild(1)] }));
        _pipe = _pipeline.Stages[0].TakePipe(1);
        _thread = new Thread(Read) { IsBackground = true, Name = "test-reader" };
        _thread.Start();
    }

    /// <summary>Its pid.</summary>
    public int Pid => _pipeline.Stages[0].Pid;

    /// <summary>How many bytes have come.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Whether it is one that stalls, and does so now.</summary>
    public bool IsStalled { get; private set; }

    /// <summary>Whether everything that it will ever write has come.</summary>
    public bool HasEnded => !_thread.IsAlive;

    /// <summary>The place of the first byte that is not the pattern's; null for none.</summary>
    public long? WrongAt { get; private set; }

    /// <summary>Its exit status; waits for its end.</summary>
    public int ExitStatus => _pipeline.Wait().ExitStatus;

    /// <summary>Lets one that has stalled, or would have, read to the end.</summary>
    public void GoOn() => _goOn.Set();

    public void Dispose()
    {
        if (!_pipeline.Completion.IsCompleted) _ = _pipeline.Signal(Signal.KILL);
        _goOn.Set();
        _thread.Join();
        _pipe.Dispose();
        _goOn.Dispose();
    }

    private void Read()
    {
        byte[] buffer = new byte[64 * 1024], expected = new byte[buffer.Length];
        int count;
        while ((count = _pipe.Read(buffer)) > 0)
        {
            _pattern.Fill(expected.AsSpan(0, count));
            int same = buffer.AsSpan(0, count).CommonPrefixLength(expected.AsSpan(0, count));
            if (same < count) WrongAt ??= _bytes + same;
            Volatile.Write(ref _bytes, _bytes + count);
            if (_bytes < _stallsAt || _goOn.IsSet) continue;
            IsStalled = true;
            _goOn.Wait();
            IsStalled = false;
        }
    }
}
