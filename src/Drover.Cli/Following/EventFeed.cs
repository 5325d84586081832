using System.Text;
using System.Text.Json;
using Drover.Engine.Descriptors;
using Drover.Runs;

namespace Drover.Cli.Following;

/// <summary>Reads what is new in the events.jsonl of runs. New runs are found, removed ones forgotten.</summary>
internal sealed class EventFeed(RunStore store, HashSet<string>? only) : IDisposable
{
    private const string FileName = "events.jsonl";
    private readonly Dictionary<string, Source> _sources = [];

    /// <summary>The events since the last call, in the order of time.</summary>
    public IReadOnlyList<RunEvent> ReadNew()
    {
        List<RunEvent> events = [];
        foreach (string id in store.Ids())
        {
            if (only is not null && !only.Contains(id)) continue;
            if (!_sources.TryGetValue(id, out Source? source))
            {
                // None yet: the run is just being started.
                if (TryOpen(id) is not { } opened) continue;
                _sources.Add(id, source = opened);
            }
            source.Read(events);
        }
        // Stable: events of one run stay in their order even when the clock was set back.
        return [.. events.OrderBy(static e => e.Time)];
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (Source source in _sources.Values) source.File.Dispose();
    }

    private Source? TryOpen(string id)
    {
        using Run? run = store.TryOpenId(id);
        if (run is null || Descriptor.TryOpen(FileName, OpenMode.Read, out _, directory: run.DirectoryDescriptor) is not { } file) return null;
        string? name = null;
        try
        {
            name = run.ReadSpec().Name;
        }
        catch (RunException)
        {
            // Damaged: its events may still be read, under its id.
        }
        return new Source(id, name, file);
    }

    private sealed class Source(string id, string? name, Descriptor file)
    {
        private readonly byte[] _buffer = new byte[16 * 1024];
        private readonly List<byte> _line = [];
        private long _offset;

        public Descriptor File => file;

        public void Read(List<RunEvent> events)
        {
            while (file.ReadAt(_buffer, _offset) is var count && count > 0)
            {
                _offset += count;
                ReadOnlySpan<byte> rest = _buffer.AsSpan(0, count);
                while (rest.IndexOf((byte)'\n') is var end && end >= 0)
                {
                    _line.AddRange(rest[..end]);
                    rest = rest[(end + 1)..];
                    Take(events);
                }
                _line.AddRange(rest);
            }
        }

        private void Take(List<RunEvent> events)
        {
            string text = Encoding.UTF8.GetString([.. _line]);
            _line.Clear();
            try
            {
                using JsonDocument line = JsonDocument.Parse(text);
                events.Add(new RunEvent(line.RootElement.GetProperty("time").GetDateTimeOffset(), id, name, line.RootElement.GetProperty("kind").GetString() ?? "", text));
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
            {
                // A line that a crash or a full disk has torn tells nothing.
            }
        }
    }
}
