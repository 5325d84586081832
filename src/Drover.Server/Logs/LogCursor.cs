// Constraints
//   A viewer may be slow, stalled or back after a break: nothing is kept for it in memory, and it gets every record once.
//   A character or a secret may be split between records, and between the last record of one connection and the first of the next.
//   A piece has one time, and every line of it is shown with that.
// Scheme
//   A reader on the files. Records of one stream that follow each other closely are put together up to a size; the first record that does not fit is decoded
//   at once and waits as text for the next call. A cursor that goes on after a record first reads the few before it, for the beginning of a character or of a secret.

using System.Buffers;
using Drover.Runs;
using Drover.Runs.Logs;
using Drover.Server.Secrets;

namespace Drover.Server.Logs;

/// <summary>A place in the log of a durable run, read as text. Used by one viewer at a time.</summary>
internal sealed class LogCursor : IDisposable
{
    private const int GreatestChunk = 16 * 1024;
    private const long GreatestSpanNs = 30_000_000;

    private readonly LogReader _log;
    private readonly int _greatest;
    private readonly SecretSet? _secrets;
    private readonly StreamText _text;
    private PooledBuffer<char> _waiting = new();
    private PooledBuffer<char> _piece = new();
    private (long Sequence, long Next, long TimeNs, LogStream Stream)? _waitingFor;
    private int _skip;

    /// <summary>Opens the log where a viewer wants to begin.</summary>
    /// <param name="run">The durable run.</param>
    /// <param name="choice">Where to begin, and which streams.</param>
    /// <param name="isByRecord">Whether each piece is one record, instead of as many as go together.</param>
    public LogCursor(Run run, ViewChoice choice, bool isByRecord = false)
    {
        _greatest = isByRecord ? 0 : GreatestChunk;
        _secrets = SecretSet.Of(run);
        _text = new StreamText(_secrets);
        _log = run.OpenLog();
        _log.IsFinal = !run.IsHeld;
        _log.Streams = choice.Streams;
        Extent = _log.GetExtent();
        if (choice.After is { } after) SeekAfter(after);
        else if (choice.At is { } at) SeekTo(at);
        else SeekToTail(choice.Tail);
    }

    /// <summary>What the log held when it was opened.</summary>
    public LogExtent Extent { get; }

    /// <summary>The number of the last record that was handed out; 0 before the first.</summary>
    public long Last { get; private set; }

    /// <summary>Nobody writes any more: what was not indexed is read too.</summary>
    public void SetFinal() => _log.IsFinal = true;

    /// <summary>Reads the next piece.</summary>
    /// <returns>Null at the end of what has been written so far.</returns>
    public LogChunk? Read()
    {
        (long First, long Next, long TimeNs, LogStream Stream)? begun = _waitingFor;
        if (begun is not null) (_piece, _waiting) = (_waiting, _piece);
        else _piece.Clear();
        _waiting.Clear();
        _waitingFor = null;
        PooledBuffer<char> text = _piece;
        if (begun is { Stream: LogStream.None }) return Finish(begun.Value, text);
        while ((begun is null || text.Written.Length < _greatest) && _log.TryRead(out LogRecord record))
        {
            bool isGap = record.Kind != LogRecordKind.Output;
            (long, long, long, LogStream) found = (record.Sequence, record.NextSequence, record.TimeNs, isGap ? LogStream.None : record.Stream);
            bool fits = begun is null || (!isGap && begun.Value.Stream == record.Stream && text.Written.Length + record.Bytes.Length <= _greatest && record.TimeNs - begun.Value.TimeNs <= GreatestSpanNs);
            PooledBuffer<char> into = fits ? text : _waiting;
            if (isGap)
            {
                _text.Reset();
                into.Write(record.Kind == LogRecordKind.Dropped ? "pruned" : "lost");
            }
            else
            {
                if (_skip > 0) _text.Prime(record.Stream, record.Bytes[.._skip]);
                _text.Append(record.Stream, record.Bytes[_skip..], into);
            }
            _skip = 0;
            if (!fits)
            {
                _waitingFor = found;
                break;
            }
            begun = begun is { } b ? (b.First, record.NextSequence, b.TimeNs, b.Stream) : found;
            if (isGap) break;
        }
        return begun is { } piece ? Finish(piece, text) : null;
    }

    /// <summary>What was held back of characters that were never finished; one stream a call, null when nothing is left.</summary>
    public LogChunk? ReadHeldBack()
    {
        PooledBuffer<char> text = _piece;
        text.Clear();
        for (LogStream stream = LogStream.Stdout; stream <= LogStream.Terminal; stream++)
        {
            _text.Finish(stream, text);
            if (text.Written.Length > 0) return new LogChunk(Last, Last, LogTime.Of(Extent.LastTimeNs), stream, text.Written);
        }
        return null;
    }

    /// <summary>Holds no memory until the next piece; the last one is gone.</summary>
    public void Trim()
    {
        _piece.Dispose();
        if (_waitingFor is null) _waiting.Dispose();
    }

    /// <summary>Closes the log.</summary>
    public void Dispose()
    {
        _piece.Dispose();
        _waiting.Dispose();
        _log.Dispose();
    }

    private LogChunk Finish((long First, long Next, long TimeNs, LogStream Stream) piece, PooledBuffer<char> text)
    {
        Last = piece.Next - 1;
        return new LogChunk(piece.First, Last, LogTime.Of(piece.TimeNs), piece.Stream, text.Written);
    }

    private void SeekToTail(int lines)
    {
        _log.SeekToTail(lines);
        if (_secrets is null) return;
        // A line may begin in the middle of the other stream's secret, and a record in the middle of its own.
        if (!_log.TryRead(out LogRecord first) || first.Kind != LogRecordKind.Output)
        {
            if (Extent.LastSequence > 0 && lines <= 0) SeekAfter(Extent.LastSequence);
            else _log.SeekToTail(lines);
            return;
        }
        (long sequence, long offset) = (first.Sequence, first.Offset);
        SeekAfter(sequence - 1);
        Last = 0;
        if (_log.TryRead(out LogRecord whole) && whole.Sequence == sequence) _skip = (int)(offset - whole.Offset);
        _log.SeekToSequence(sequence);
    }

    private void SeekTo(DateTimeOffset at)
    {
        _log.SeekToTime(LogTime.ToNs(at));
        if (_log.TryRead(out LogRecord first) && first.Sequence > 1) SeekAfter(first.Sequence - 1);
        else _log.SeekToTime(LogTime.ToNs(at));
        Last = 0;
    }

    private void SeekAfter(long after)
    {
        _log.SeekToSequence(SecretPriming.Begin(_log, after, _secrets));
        while (_log.TryRead(out LogRecord record) && record.Sequence <= after)
        {
            if (record.Kind == LogRecordKind.Output) _text.Prime(record.Stream, record.Bytes);
            else _text.Reset();
        }
        _log.SeekToSequence(after + 1);
        Last = after;
    }
}
