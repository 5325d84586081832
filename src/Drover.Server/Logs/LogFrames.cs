using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Drover.Runs.Logs;
using Drover.Server.Endpoints;
using Drover.Server.Resources;
using Drover.Server.Runs;
using Drover.Server.Tasks;

namespace Drover.Server.Logs;

/// <summary>Makes the messages that viewers of a log get. One buffer, used again for each message.</summary>
internal sealed class LogFrames(TimeProvider time) : IDisposable
{
    /// <summary>The greatest message of history that holds more than one record, in bytes of JSON.</summary>
    public const int GreatestHistory = 64 * 1024;

    // Every stream's own client escapes what it shows; here only JSON matters, and text stays readable on the wire.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly PooledBuffer<byte> _buffer = new();
    private readonly PooledBuffer<char> _history = new();
    private (long First, long Last)? _historySpan;
    private readonly Utf8JsonWriter _json = new(Stream.Null, s_options);

    /// <summary>What follows is of this run; null for a task that has none yet.</summary>
    public ReadOnlyMemory<byte> Hello(string? taskId, BoardRun? run, long first, long last)
    {
        Begin("hello");
        _json.WriteNumber("protocol", 1);
        _json.WriteString("taskId", taskId);
        _json.WriteString("runId", run?.Id);
        _json.WriteString("state", run is null ? null : PhaseNames.Of(run.Phase));
        _json.WriteNumber("firstSeq", first);
        _json.WriteNumber("lastSeq", last);
        return End(time.GetUtcNow());
    }

    /// <summary>At most how many bytes a piece adds to a message of history: its text stands in it twice.</summary>
    public static int Weight(LogChunk chunk)
    {
        int bytes = 0;
        // \uXXXX is the longest that any of them becomes.
        foreach (char c in chunk.Text.Span) bytes += c is >= ' ' and < '\x7f' and not ('"' or '\\') ? 1 : 6;
        return (2 * bytes) + 128;
    }

    /// <summary>The last record of the message of history that is begun; null when none is.</summary>
    public long? HistoryLast => _historySpan?.Last;

    /// <summary>Adds a piece of what was written before the viewer came. No other message may be made until <see cref="History"/>.</summary>
    public void AddHistory(string runId, LogChunk chunk)
    {
        if (_historySpan is null) BeginHistory(runId);
        _historySpan = (_historySpan?.First ?? chunk.First, chunk.Last);
        _json.WriteStartObject();
        _json.WriteNumber("seq", chunk.First);
        _json.WriteNumber("lastSeq", chunk.Last);
        _json.WriteString("ts", InstantFormat.Text(chunk.Time));
        _json.WriteString("stream", StreamNames.Of(chunk.Stream));
        _json.WriteString("text", chunk.Text.Span);
        _json.WriteEndObject();
        _history.Write(chunk.Text.Span);
    }

    /// <summary>What was added of history; when nothing was, that there is none.</summary>
    public ReadOnlyMemory<byte> History(string? runId)
    {
        if (_historySpan is null) BeginHistory(runId);
        _json.WriteEndArray();
        if (_historySpan is var (first, last))
        {
            _json.WriteNumber("seq", first);
            _json.WriteNumber("lastSeq", last);
        }
        _json.WriteString("data", _history.Written.Span);
        _historySpan = null;
        return End(time.GetUtcNow());
    }

    /// <summary>Output, or a gap in it.</summary>
    public ReadOnlyMemory<byte> Output(string runId, LogChunk chunk)
    {
        if (chunk.IsGap)
        {
            Begin("gap");
            _json.WriteString("runId", runId);
            _json.WriteNumber("from", chunk.First);
            _json.WriteNumber("to", chunk.Last);
            _json.WriteString("reason", chunk.Text.Span);
            return End(chunk.Time);
        }
        Begin(chunk.Stream == LogStream.Stderr ? "stderr" : "stdout");
        _json.WriteString("data", chunk.Text.Span);
        _json.WriteString("runId", runId);
        _json.WriteNumber("seq", chunk.First);
        _json.WriteNumber("lastSeq", chunk.Last);
        if (chunk.Stream == LogStream.Terminal) _json.WriteString("stream", "terminal");
        return End(chunk.Time);
    }

    /// <summary>All that had been written when the viewer came has been sent.</summary>
    public ReadOnlyMemory<byte> CaughtUp(string? runId, long last)
    {
        Begin("caught-up");
        _json.WriteString("runId", runId);
        _json.WriteNumber("seq", last);
        return End(time.GetUtcNow());
    }

    /// <summary>The task went to another lane.</summary>
    public ReadOnlyMemory<byte> Status(string taskId, TaskLane from, TaskLane to, Intent cause)
    {
        Begin("status");
        _json.WriteString("taskId", taskId);
        _json.WriteString("from", LaneNames.Of(from));
        _json.WriteString("to", LaneNames.Of(to));
        _json.WriteString("cause", IntentNames.Of(cause));
        return End(time.GetUtcNow());
    }

    /// <summary>What the whole tree of the run uses.</summary>
    public ReadOnlyMemory<byte> Resources(string runId, ResourceSample sample, double? cpu)
    {
        Begin("resources");
        _json.WriteString("runId", runId);
        if (cpu is { } percent) _json.WriteNumber("cpu", percent);
        else _json.WriteNull("cpu");
        _json.WriteNumber("rss", sample.Rss);
        _json.WriteNumber("procs", sample.Processes);
        _json.WriteNumber("threads", sample.Threads);
        _json.WriteNumber("readBytes", sample.ReadBytes);
        _json.WriteNumber("writeBytes", sample.WriteBytes);
        return End(DateTimeOffset.FromUnixTimeMilliseconds(sample.At));
    }

    /// <summary>The run has ended.</summary>
    public ReadOnlyMemory<byte> Exit(BoardRun run, long last)
    {
        Begin("exit");
        _json.WriteString("data", run.ExitCode is { } code ? $"Process exited with code {code}" : run.Signal is { } signal ? $"Process was ended by {signal}" : run.ReasonText ?? "Process ended");
        _json.WriteString("runId", run.Id);
        if (run.ExitCode is { } exitCode) _json.WriteNumber("exitCode", exitCode);
        else _json.WriteNull("exitCode");
        _json.WriteString("signal", run.Signal);
        _json.WriteString("state", PhaseNames.Of(run.Phase));
        _json.WriteString("reason", run.ReasonKind);
        _json.WriteNumber("lastSeq", last);
        return End(run.EndedAt ?? time.GetUtcNow());
    }

    /// <summary>Something is wrong.</summary>
    public ReadOnlyMemory<byte> Error(string code, string text)
    {
        Begin("error");
        _json.WriteString("code", code);
        _json.WriteString("data", text);
        return End(time.GetUtcNow());
    }

    /// <summary>Holds no memory until the next message; the last one is gone.</summary>
    public void Trim()
    {
        _buffer.Dispose();
        _history.Dispose();
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        _json.Dispose();
        Trim();
    }

    private void BeginHistory(string? runId)
    {
        Begin("history");
        _json.WriteString("runId", runId);
        _json.WriteStartArray("items");
        _history.Clear();
    }

    private void Begin(string type)
    {
        _buffer.Clear();
        _json.Reset(_buffer);
        _json.WriteStartObject();
        _json.WriteString("type", type);
    }

    private ReadOnlyMemory<byte> End(DateTimeOffset timestamp)
    {
        _json.WriteString("timestamp", InstantFormat.Text(timestamp));
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.Written;
    }
}
