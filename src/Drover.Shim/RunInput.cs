// Constraints
//   A child that does not read must hold up whoever types or pipes, not the shim, and not the requests of others.
// Scheme
//   What does not fit into the pipe or terminal waits here, one frame at most; until it is gone no connection's input is read.

using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;

namespace Drover.Shim;

/// <summary>The way into the run: its standard input pipe or its terminal.</summary>
internal sealed class RunInput : IDisposable
{
    private const byte EndOfTransmission = 4; // VEOF, Ctrl-D

    private readonly EventLoop _loop;
    private readonly Descriptor _target;
    private readonly bool _isTerminal;
    private readonly Action _resume;
    private Watch? _watch;
    private byte[] _waiting = [];
    private int _written;
    private bool _ending;

    /// <summary>Writes to <paramref name="target"/>; <paramref name="resume"/> runs when more may come.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="target">A pipe end, which it owns from now on, or a duplicate of the terminal's master. Non-blocking.</param>
    /// <param name="isTerminal">Whether the end of input is a key rather than a close.</param>
    /// <param name="resume">Called when what waited has been written.</param>
    public RunInput(EventLoop loop, Descriptor target, bool isTerminal, Action resume)
    {
        _loop = loop;
        _target = target;
        _isTerminal = isTerminal;
        _resume = resume;
    }

    /// <summary>Whether something waits, so that nothing more can be taken.</summary>
    public bool IsBusy => _written < _waiting.Length;

    /// <summary>Writes all it can; the rest waits.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && _target.IsOpen)
        {
            int n = _target.TryWrite(bytes, out int errno);
            if (n == Descriptor.ReaderGone || errno != 0)
            {
                Dispose();
                return;
            }
            if (n == Descriptor.WouldBlock)
            {
                _waiting = bytes.ToArray();
                _written = 0;
                _watch = _loop.Watch(_target, Readiness.Writable, _ => Continue());
                return;
            }
            bytes = bytes[n..];
        }
    }

    /// <summary>Ends the input once everything before has been written.</summary>
    public void End()
    {
        _ending = true;
        if (IsBusy) return;
        if (!_isTerminal) Dispose();
        else
        {
            _ending = false;
            Write([EndOfTransmission]);
        }
    }

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        _watch?.Dispose();
        _target.Dispose();
        bool wasBusy = IsBusy;
        _waiting = [];
        _written = 0;
        if (wasBusy) _resume();
    }

    private void Continue()
    {
        byte[] waiting = _waiting;
        int from = _written;
        _waiting = [];
        _written = 0;
        // Not only changed: that the other side has closed is reported for ever, whatever is asked for.
        _watch!.Dispose();
        _watch = null;
        Write(waiting.AsSpan(from));
        if (IsBusy) return;
        if (_ending) End();
        _resume();
    }
}
