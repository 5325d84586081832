// Constraints
//   A client may send anything, stop in the middle of it, never read, or hang up at any moment; none of that may hold up the run, other
//   clients, or the loop.
// Scheme
//   Frames are taken out of one buffer as they become whole. A connection whose input does not fit into the run is not read until it does;
//   if its client hangs up meanwhile it is not watched either, because a hang-up is reported for ever. What does not fit into the socket waits
//   here, and a client that lets too much of it wait is dropped.

using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Runs.Control;

namespace Drover.Shim;

/// <summary>One client of the control socket: frames in, frames out, never blocking.</summary>
internal sealed class ControlConnection : IDisposable
{
    // A client that does not read its answers is dropped; it can come back and read the files.
    private const int MaxQueued = 4 * 1024 * 1024;
    private const int FirstBuffer = 256;
    private const int ReadsPerTurn = 16;

    private readonly ControlServer _server;
    private readonly EventLoop _loop;
    private readonly Descriptor _socket;
    private readonly List<byte> _queued = [];
    private Watch? _watch;
    private byte[] _incoming = new byte[FirstBuffer];
    private int _received;
    private bool _inputPaused;

    public ControlConnection(ControlServer server, EventLoop loop, Descriptor socket)
    {
        _server = server;
        _loop = loop;
        _socket = socket;
        _watch = loop.Watch(socket, Readiness.Readable, OnReady);
    }

    /// <summary>Set while the client waits for news: the last sequence and revision it knows.</summary>
    public (long Sequence, long Revision)? Awaiting { get; set; }

    /// <summary>Whether it gets events.</summary>
    public bool IsSubscribed { get; set; }

    /// <summary>Whether a whole frame has come: until then it may be anybody's idle connection.</summary>
    public bool HasSpoken { get; private set; }

    public bool IsClosed { get; private set; }

    /// <summary>Queues a frame and writes what the socket takes.</summary>
    public void Send(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        if (IsClosed) return;
        if (_queued.Count > MaxQueued)
        {
            Dispose();
            return;
        }
        Span<byte> head = stackalloc byte[Frame.HeadSize];
        Frame.WriteHead(head, kind, payload.Length);
        _queued.AddRange(head);
        _queued.AddRange(payload);
        Flush();
    }

    /// <summary>Goes on reading after the run's input had been full.</summary>
    public void Resume()
    {
        if (!_inputPaused || IsClosed) return;
        _inputPaused = false;
        TakeFrames();
        if (IsClosed) return;
        if (!_inputPaused) _watch ??= _loop.Watch(_socket, Readiness.Readable, OnReady);
        UpdateInterest();
    }

    public void Dispose()
    {
        if (IsClosed) return;
        IsClosed = true;
        _watch?.Dispose();
        _socket.Dispose();
        _server.Forget(this);
    }

    private void OnReady(Readiness ready)
    {
        try
        {
            if ((ready & Readiness.Writable) != 0) Flush();
            if (IsClosed || (ready & (Readiness.Readable | Readiness.Closed)) == 0) return;
            if (!_inputPaused) Receive();
            else if ((ready & Readiness.Closed) != 0)
            {
                _watch?.Dispose();
                _watch = null;
            }
        }
        catch (SystemCallException)
        {
            // The client broke its end in some way; it is gone for us.
            Dispose();
        }
    }

    private void Receive()
    {
        for (int reads = 0; reads < ReadsPerTurn && !_inputPaused; reads++)
        {
            int n = _socket.Read(_incoming.AsSpan(_received));
            if (n == Descriptor.WouldBlock) break;
            if (n == 0)
            {
                Dispose();
                return;
            }
            _received += n;
            TakeFrames();
            if (IsClosed) return;
        }
        UpdateInterest();
    }

    private void TakeFrames()
    {
        int at = 0;
        while (!_inputPaused && _received - at >= Frame.HeadSize)
        {
            if (!Frame.TryReadHead(_incoming.AsSpan(at), out FrameKind kind, out int length) || !IsForUs(kind))
            {
                Dispose();
                return;
            }
            if (_received - at - Frame.HeadSize < length) break;
            if (kind is FrameKind.Input or FrameKind.InputEnd && _server.IsInputBusy)
            {
                // It stays in the buffer, behind what another connection sent.
                _inputPaused = true;
                break;
            }
            HasSpoken = true;
            _server.Handle(this, kind, _incoming.AsSpan(at + Frame.HeadSize, length));
            if (IsClosed) return;
            at += Frame.HeadSize + length;
        }
        _incoming.AsSpan(at, _received - at).CopyTo(_incoming);
        _received -= at;
        // By and by: a length alone is no reason to take that much memory.
        if (_received == _incoming.Length) Array.Resize(ref _incoming, _incoming.Length * 2);
    }

    private static bool IsForUs(FrameKind kind) => kind is FrameKind.Request or FrameKind.Input or FrameKind.InputEnd;

    private void Flush()
    {
        int sent = 0;
        ReadOnlySpan<byte> bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_queued);
        while (sent < bytes.Length)
        {
            int n = _socket.TryWrite(bytes[sent..], out int errno);
            if (n == Descriptor.WouldBlock) break;
            if (n == Descriptor.ReaderGone || errno != 0)
            {
                Dispose();
                return;
            }
            sent += n;
        }
        _queued.RemoveRange(0, sent);
        UpdateInterest();
    }

    private void UpdateInterest()
    {
        if (IsClosed) return;
        _watch?.Change((_inputPaused ? Readiness.None : Readiness.Readable) | (_queued.Count > 0 ? Readiness.Writable : Readiness.None));
    }
}
