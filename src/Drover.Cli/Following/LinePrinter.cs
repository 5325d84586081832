using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Drover.Cli.Arguments;
using Drover.Cli.Printing;
using Drover.Runs.Logs;

namespace Drover.Cli.Following;

/// <summary>Prints a log line by line: with times, as JSON, or only the lines that a pattern finds.</summary>
internal sealed class LinePrinter : ILogPrinter
{
    private const int TimeLength = 28;
    private readonly OutputWriter _writer;
    private readonly bool _timestamps;
    private readonly bool _json;
    private readonly Regex? _pattern;
    private readonly long _untilNs;
    private readonly ArrayBufferWriter<byte> _text = new(512);
    private readonly Utf8JsonWriter _jsonWriter;
    private readonly byte[] _time = new byte[TimeLength];
    private long _timeNs = -1;
    private LineReader? _lines;
    private bool _matched;

    /// <summary>Prints to <paramref name="writer"/>.</summary>
    public LinePrinter(OutputWriter writer, bool timestamps, bool json, Regex? pattern, long untilNs)
    {
        _writer = writer;
        _timestamps = timestamps;
        _json = json;
        _pattern = pattern;
        _untilNs = untilNs;
        _jsonWriter = new Utf8JsonWriter(_text, JsonOutput.Options(indented: false));
    }

    /// <inheritdoc/>
    public PrintResult PrintAvailable(LogReader reader)
    {
        _lines ??= new LineReader(reader);
        while (_lines.TryRead(out LogLine line))
        {
            if (line.TimeNs > _untilNs) return _writer.Flush() ? PrintResult.Complete : PrintResult.OutputClosed;
            if (!Print(line)) return PrintResult.OutputClosed;
        }
        return _writer.Flush() ? PrintResult.AtEnd : PrintResult.OutputClosed;
    }

    /// <inheritdoc/>
    public PrintResult Finish()
    {
        while (_lines is not null && _lines.TryReadPartial(out LogLine line, ended: true))
            if (!Print(line)) return PrintResult.OutputClosed;
        return _writer.Flush() ? PrintResult.AtEnd : PrintResult.OutputClosed;
    }

    private bool Print(in LogLine line)
    {
        if (line.Kind != LogRecordKind.Output)
            return _json ? PrintJson(line) : _writer.Write(toError: true, GapText.Line(line.LostRecords, line.LostBytes));
        // The pieces of a very long line share the fate of the first.
        if (_pattern is not null && !line.IsContinuation) _matched = _pattern.IsMatch(ByteText.Decode(line.Bytes));
        if (_pattern is not null && !_matched) return true;
        if (_json) return PrintJson(line);
        bool toError = line.Stream == LogStream.Stderr;
        if (_timestamps && !line.IsContinuation)
        {
            if (!_writer.Write(toError, Time(line.TimeNs))) return false;
        }
        return _writer.Write(toError, line.Bytes) && (line.Ending == LineEnding.Continued || _writer.Write(toError, "\n"u8));
    }

    private bool PrintJson(in LogLine line)
    {
        _text.ResetWrittenCount();
        _jsonWriter.Reset();
        _jsonWriter.WriteStartObject();
        _jsonWriter.WriteNumber("sequence", line.Sequence);
        _jsonWriter.WriteString("time", Time(line.TimeNs)[..^1]);
        if (line.Kind != LogRecordKind.Output)
        {
            _jsonWriter.WriteString("gap", line.Kind == LogRecordKind.Lost ? "lost" : "dropped");
            _jsonWriter.WriteNumber("lostRecords", line.LostRecords);
            _jsonWriter.WriteNumber("lostBytes", line.LostBytes);
        }
        else
        {
            _jsonWriter.WriteString("stream", line.Stream switch { LogStream.Stderr => "stderr", LogStream.Terminal => "terminal", _ => "stdout" });
            if (System.Text.Unicode.Utf8.IsValid(line.Bytes)) _jsonWriter.WriteString("text", line.Bytes);
            else _jsonWriter.WriteBase64String("base64", line.Bytes);
            if (line.Ending != LineEnding.Newline) _jsonWriter.WriteString("ending", line.Ending == LineEnding.Continued ? "continued" : "missing");
        }
        _jsonWriter.WriteEndObject();
        _jsonWriter.Flush();
        _text.Write("\n"u8);
        return _writer.Write(toError: false, _text.WrittenSpan);
    }

    // UTC in RFC 3339 with microseconds, and a space. A record of a chatty run has hundreds of lines with one time.
    private ReadOnlySpan<byte> Time(long timeNs)
    {
        if (timeNs == _timeNs) return _time;
        _timeNs = timeNs;
        _ = DateTime.UnixEpoch.AddTicks(timeNs / 100).TryFormat(_time, out _, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        _time[^1] = (byte)' ';
        return _time;
    }
}
