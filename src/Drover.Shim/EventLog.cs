using System.Buffers;
using System.Text.Json;
using Drover.Engine.Descriptors;
using Drover.Engine.ProcessTrees;
using Drover.Runs;
using Drover.Runs.Formats;

namespace Drover.Shim;

/// <summary>events.jsonl: what happened to the run, one JSON object a line, in order; the same lines go to subscribers.</summary>
internal sealed class EventLog(Descriptor directory, string runId, TimeProvider time)
{
    private const long MaxBytes = 4 * 1024 * 1024;

    private Descriptor? _file;
    private long _length;
    private bool _isTorn;

    /// <summary>Gets each line as it is written.</summary>
    public Action<ReadOnlyMemory<byte>>? Subscriber { get; set; }

    /// <summary>Appends an event.</summary>
    /// <param name="kind">Its kind: "started", "stopping", …</param>
    /// <param name="fields">Its further fields.</param>
    public void Add(string kind, params ReadOnlySpan<(string Name, object? Value)> fields) => Add(kind, null, fields);

    /// <summary>Appends an event with a snapshot of processes.</summary>
    public void Add(string kind, List<ProcessInfo>? tree, params ReadOnlySpan<(string Name, object? Value)> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", Json.Text(time.GetUtcNow()));
            json.WriteString("run", runId);
            json.WriteString("kind", kind);
            foreach ((string name, object? value) in fields) Write(json, name, value);
            if (tree is { Count: > 0 }) ProcessJson.Write(json, "processes", tree);
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        Append(buffer.WrittenSpan);
        Subscriber?.Invoke(buffer.WrittenMemory);
    }

    // Events are told, not promised: on a full disk the run goes on without them.
    private void Append(ReadOnlySpan<byte> line)
    {
        if (_length > MaxBytes && DirectoryFiles.Rename(directory, RunFiles.Events, directory, RunFiles.OldEvents) == 0)
        {
            _file?.Dispose();
            _file = null;
        }
        if (_file is null)
        {
            // ReadWrite, because the last byte is looked at; this process is the only one that writes it.
            _file = Descriptor.TryOpen(RunFiles.Events, OpenMode.ReadWrite, out _, 0x180 /* 0600 */, directory);
            if (_file is null) return;
            _length = _file.SeekToEnd();
            Span<byte> last = stackalloc byte[1];
            _isTorn = _length > 0 && _file.ReadAt(last, _length - 1) == 1 && last[0] != (byte)'\n';
        }
        // A line that a full disk or a killed shim cut off must not take the next one with it.
        if (_isTorn)
        {
            if (_file.TryWriteAt("\n"u8, _length, out _) != 1) return;
            _length++;
        }
        int written = _file.TryWriteAt(line, _length, out _);
        _isTorn = written > 0 && written < line.Length;
        _length += written;
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: break;
            case string text: json.WriteString(name, text); break;
            case int number: json.WriteNumber(name, number); break;
            case long number: json.WriteNumber(name, number); break;
            case bool flag: json.WriteBoolean(name, flag); break;
            default: json.WriteString(name, value.ToString()); break;
        }
    }
}
