// Constraints
//   Records end anywhere: in a line, in a character; lines of several streams are mixed. A line may be of any length, memory may not.
//   Most records of a chatty run are whole lines, and 10 million of them are read in seconds: those must not be copied.
// Scheme
//   A line that lies in one record is a slice of the reader's window. Otherwise its beginning is kept, a stream each, up to the limit; a line
//   that reaches the limit is handed out in pieces that end between characters. A gap ends whatever had begun before it.

namespace Drover.Runs.Logs;

/// <summary>Reads a log as lines. Used by one thread at a time; it moves the reader it was made from.</summary>
/// <remarks>After a seek of that reader, make a new one. Lines come in the order in which they end.</remarks>
public sealed class LineReader
{
    /// <summary>The length from which on a line is handed out in pieces, unless set otherwise.</summary>
    public const int DefaultMaximumLength = 64 * 1024;

    private const int Streams = 3;
    private readonly LogReader _reader;
    private readonly int _limit;
    private readonly PartialLine?[] _partial = new PartialLine?[Streams];
    private int _consumed;
    private long _sequence;
    private long _timeNs;
    private LogStream _stream;
    private LogRecordKind _gap;
    private long _lostRecords;
    private long _lostBytes;

    /// <summary>Reads lines from where <paramref name="reader"/> is.</summary>
    /// <param name="reader">The reader; its choice of streams holds.</param>
    /// <param name="maximumLength">The longest piece of a line, in bytes; at least 16.</param>
    public LineReader(LogReader reader, int maximumLength = DefaultMaximumLength)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumLength, 16);
        _reader = reader;
        _limit = maximumLength;
    }

    /// <summary>Reads the next line, piece of a long line, or gap.</summary>
    /// <returns>False at the end of the log for now; a line whose newline has not come yet is kept, see <see cref="TryReadPartial"/>.</returns>
    public bool TryRead(out LogLine line)
    {
        while (true)
        {
            if (_gap != LogRecordKind.Output)
            {
                if (!TryEndPartial(out line)) line = TakeGap();
                return true;
            }
            ReadOnlySpan<byte> rest = _reader.CurrentBytes;
            if (_consumed < rest.Length)
            {
                if (TryTake(rest[_consumed..], out line)) return true;
                continue;
            }
            if (!_reader.TryRead(out LogRecord record))
            {
                line = default;
                return false;
            }
            (_sequence, _timeNs, _stream, _consumed) = (record.Sequence, record.TimeNs, record.Stream, 0);
            (_gap, _lostRecords, _lostBytes) = (record.Kind, record.LostRecords, record.LostBytes);
        }
    }

    /// <summary>Hands out what has come of lines without a newline; one stream a call, false when nothing is left.</summary>
    /// <param name="line">The piece.</param>
    /// <param name="ended">
    /// Whether nothing follows: the piece is everything and its ending is missing. Otherwise, as for a prompt in a followed log, it ends
    /// between characters and the line is continued.
    /// </param>
    public bool TryReadPartial(out LogLine line, bool ended)
    {
        for (int i = 0; i < Streams; i++)
        {
            if (_partial[i] is not { Length: > 0 } partial) continue;
            int count = ended ? partial.Length : partial.WholeCharacters;
            if (count == 0) continue;
            line = Take(partial, (LogStream)(i + 1), count, ended ? LineEnding.Missing : LineEnding.Continued);
            return true;
        }
        line = default;
        return false;
    }

    private bool TryTake(ReadOnlySpan<byte> bytes, out LogLine line)
    {
        PartialLine partial = _partial[(int)_stream - 1] ??= new PartialLine(_limit);
        // What is needed to decide: a newline one past the limit still ends a line of exactly the limit.
        ReadOnlySpan<byte> ahead = bytes[..Math.Min(bytes.Length, partial.Room + 1)];
        int newline = ahead.IndexOf((byte)'\n');
        if (newline < 0 && bytes.Length <= partial.Room)
        {
            partial.Append(bytes, _sequence, _timeNs);
            _consumed += bytes.Length;
            line = default;
            return false;
        }
        int count = newline >= 0 ? newline : partial.Room;
        LineEnding ending = newline >= 0 ? LineEnding.Newline : LineEnding.Continued;
        if (partial.Length > 0)
        {
            partial.Append(bytes[..count], _sequence, _timeNs);
            _consumed += newline >= 0 ? count + 1 : count;
            line = Take(partial, _stream, newline >= 0 ? partial.Length : partial.WholeCharacters, ending);
            partial.Stamp(_sequence, _timeNs);
            return true;
        }
        if (newline < 0) count = Utf8Boundary.Before(bytes[..count]);
        line = new LogLine
        {
            Sequence = _sequence,
            TimeNs = _timeNs,
            Stream = _stream,
            Bytes = bytes[..count],
            Ending = ending,
            IsContinuation = partial.IsContinuation,
        };
        partial.IsContinuation = newline < 0;
        _consumed += newline >= 0 ? count + 1 : count;
        return true;
    }

    private static LogLine Take(PartialLine partial, LogStream stream, int count, LineEnding ending)
    {
        var line = new LogLine
        {
            Sequence = partial.Sequence,
            TimeNs = partial.TimeNs,
            Stream = stream,
            Bytes = partial.Take(count),
            Ending = ending,
            IsContinuation = partial.IsContinuation,
        };
        partial.IsContinuation = ending == LineEnding.Continued;
        return line;
    }

    private bool TryEndPartial(out LogLine line)
    {
        if (TryReadPartial(out line, ended: true)) return true;
        foreach (PartialLine? partial in _partial)
        {
            if (partial is not null) partial.IsContinuation = false;
        }
        return false;
    }

    private LogLine TakeGap()
    {
        var line = new LogLine
        {
            Sequence = _sequence,
            TimeNs = _timeNs,
            Kind = _gap,
            Ending = LineEnding.Missing,
            LostRecords = _lostRecords,
            LostBytes = _lostBytes,
        };
        _gap = LogRecordKind.Output;
        return line;
    }
}
