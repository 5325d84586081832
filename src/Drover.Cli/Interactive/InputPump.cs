// Constraints
//   The child may not read for hours: what it has not taken must stay where it is, and nothing else may wait for it.
//   A shell puts us into the background at will; reading the terminal from there would stop us (SIGTTIN), though the run wants no input.
// Scheme
//   A thread of its own that reads and sends, each blocking: the shim does not read its connection while the child does not read.
//   A terminal is read only when something is there and we are in the foreground.

using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Terminals;
using Drover.Runs;
using Drover.Runs.Control;

namespace Drover.Cli.Interactive;

/// <summary>Brings what arrives at our standard input to a run.</summary>
internal sealed class InputPump(Run run, Descriptor source)
{
    private static readonly TimeSpan s_backgroundPause = TimeSpan.FromMilliseconds(200);

    /// <summary>The keys that end it, null for none.</summary>
    public KeySequence? DetachKeys { get; init; }

    /// <summary>Whether the end of our input is the end of the run's. Not so for its terminal.</summary>
    public bool SendsEnd { get; init; }

    /// <summary>Whether input is only looked at for the keys, and not sent.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Called on the pump's thread in the foreground, before it waits for input.</summary>
    public Action? InForeground { get; init; }

    /// <summary>Called on the pump's thread when the keys were typed.</summary>
    public Action? Detached { get; init; }

    /// <summary>Begins. The thread keeps nobody from ending.</summary>
    public void Start() => new Thread(Pump) { IsBackground = true, Name = "drover-input" }.Start();

    private void Pump()
    {
        try
        {
            using ControlClient? shim = run.Connect();
            if (shim is not null) Pump(shim);
        }
        catch (IOException)
        {
            // The shim or the terminal has gone; whoever follows the run sees and says what became of it.
        }
    }

    private void Pump(ControlClient shim)
    {
        byte[] buffer = new byte[32 * 1024];
        using ControllingTerminal? own = source.IsTerminal ? ControllingTerminal.TryOpen() : null;
        using var loop = new EventLoop();
        while (true)
        {
            if (own is not null) AwaitForegroundInput(loop, own);
            int count = source.Read(buffer);
            if (count == Descriptor.WouldBlock)
            {
                AwaitInput(loop);
                continue;
            }
            if (count <= 0) break;
            ReadOnlySpan<byte> bytes = buffer.AsSpan(0, count);
            bool detached = DetachKeys?.Filter(ref bytes) == true;
            if (!IsReadOnly && !bytes.IsEmpty && !shim.Send(FrameKind.Input, bytes)) return;
            if (!detached) continue;
            Detached?.Invoke();
            return;
        }
        if (SendsEnd && !IsReadOnly) _ = shim.Send(FrameKind.InputEnd, default);
    }

    private void AwaitForegroundInput(EventLoop loop, ControllingTerminal own)
    {
        while (true)
        {
            if (own.IsOurs)
            {
                InForeground?.Invoke();
                AwaitInput(loop);
                if (own.IsOurs) return;
            }
            // What was typed is for somebody else now. Nothing tells us when that changes: a shell's fg continues only what is stopped.
            loop.RunOnce(s_backgroundPause);
        }
    }

    private void AwaitInput(EventLoop loop)
    {
        using Watch watch = loop.Watch(source, Readiness.Readable, static _ => { });
        loop.RunOnce(Timeout.InfiniteTimeSpan);
    }
}
