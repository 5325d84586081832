// Constraints
//   "The command has ended" is not "the pipe is closed": something in the background may hold it open for ever, and what it writes must still be read.
//   The session's thread is busy interpreting and must not be needed for reading, or a built-in that writes more than a pipe holds would wait for itself.
// Scheme
//   A pipe that the host's one loop for output reads. At the end of an evaluation what is in the pipe by then is taken, and the text is complete; the pump goes on until the last
//   writer has closed it or the session ends.

using System.Collections.Immutable;
using System.Text;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.StandardStreams;
using Drover.Shell.Redirections;

namespace Drover.Shell.Sessions;

/// <summary>Collects what commands write to a pipe.</summary>
internal sealed class OutputCapture : IOutputSink
{
    private readonly object _lock = new();
    private readonly EventLoop _loop;
    private readonly int _limit;
    private readonly bool _keepsNewest;
    private readonly ImmutableArray<StreamSink> _copies;
    private OutputPump? _pump;
    private byte[] _bytes = [];
    private int _length;
    private bool _isClosed;

    private OutputCapture(EventLoop loop, int limit, bool keepsNewest, ImmutableArray<StreamSink> copies) =>
        (_loop, _limit, _keepsNewest, _copies) = (loop, limit, keepsNewest, copies);

    /// <summary>Whether bytes were dropped.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>Is called once when bytes had to be dropped.</summary>
    public Action? Overflowed { get; set; }

    /// <summary>Makes a pipe and begins to read it.</summary>
    /// <param name="loop">The loop that reads.</param>
    /// <param name="limit">How many bytes are kept.</param>
    /// <param name="keepsNewest">Whether the newest are kept, not the first.</param>
    /// <param name="copies">Who gets all of them besides.</param>
    /// <param name="file">The end that commands write to.</param>
    /// <exception cref="SystemCallException">No descriptor is left (EMFILE, ENFILE).</exception>
    public static OutputCapture Open(EventLoop loop, int limit, bool keepsNewest, ImmutableArray<StreamSink> copies, out OpenFile file)
    {
        if (!OwnNumbers.TryPipe(OpenFile.FirstNumber, out Descriptor? read, out Descriptor? write, out int errno)) throw new SystemCallException("pipe2", errno);
        file = new OpenFile(write!);
        var capture = new OutputCapture(loop, limit, keepsNewest, copies);
        loop.Post(() => capture._pump = new OutputPump(loop, read!, 1, capture));
        return capture;
    }

    /// <summary>Takes what is in the pipe now and then calls back, on the loop.</summary>
    public void Drain(Action then) => _loop.Post(() =>
    {
        _pump!.Drain();
        then();
    });

    /// <summary>Keeps no more bytes; who gets a copy goes on getting it.</summary>
    public void StopKeeping()
    {
        lock (_lock) _isClosed = true;
    }

    /// <summary>Stops reading.</summary>
    public void Close(Action? then = null) => _loop.Post(() =>
    {
        if (_pump is { HasEnded: false })
        {
            _pump.Drain();
            _pump.Dispose();
        }
        then?.Invoke();
    });

    /// <summary>Whether every writer has closed it.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>What was kept.</summary>
    public byte[] ToArray()
    {
        lock (_lock) return _keepsNewest && _length > _limit ? _bytes.AsSpan(_length - _limit, _limit).ToArray() : _bytes.AsSpan(0, _length).ToArray();
    }

    /// <summary>What was kept, as text.</summary>
    public string Text => Encoding.UTF8.GetString(ToArray());

    void IOutputSink.Output(int stream, ReadOnlySpan<byte> bytes)
    {
        bool overflows;
        lock (_lock) overflows = !_isClosed && Keep(bytes) && !IsTruncated;
        if (overflows)
        {
            IsTruncated = true;
            Overflowed?.Invoke();
        }
        foreach (StreamSink copy in _copies)
            if (!copy.Add(bytes, () => _loop.Post(() => _pump!.SetPaused(false)))) _pump!.SetPaused(true);
    }

    void IOutputSink.OutputEnded(int stream) => HasEnded = true;

    // Returns whether something had to be dropped.
    private bool Keep(ReadOnlySpan<byte> bytes)
    {
        if (!_keepsNewest)
        {
            ReadOnlySpan<byte> kept = bytes[..Math.Min(bytes.Length, _limit - _length)];
            Append(kept);
            return kept.Length < bytes.Length;
        }
        Append(bytes);
        if (_length <= _limit) return false;
        // Twice the limit, so that each byte is moved once on the average.
        if (_length <= 2L * _limit) return true;
        _bytes.AsSpan(_length - _limit, _limit).CopyTo(_bytes);
        _length = _limit;
        return true;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _bytes.Length - _length) Array.Resize(ref _bytes, Math.Max(Math.Max(256, _bytes.Length * 2), _length + bytes.Length));
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }
}
