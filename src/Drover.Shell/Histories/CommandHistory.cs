// Constraints
//   Shells that share a file see each other's commands, and none is lost. Reading it costs nothing before somebody asks for the history.
// Scheme
//   A command is an entry from its start, so that fc and history see it, and a record in the file at its end, when its status is known.

using System.Globalization;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Shell.Builtins;
using Drover.Shell.Execution;

namespace Drover.Shell.Histories;

/// <summary>The history of a shell: in memory, and in a file that all shells of a user share.</summary>
internal sealed class CommandHistory(Interpreter shell) : ICommandHistory
{
    private const int DefaultSize = 10_000;

    private readonly List<HistoryEntry> _entries = [];
    private HistoryFile? _file;
    private string? _path;
    private bool _isLoaded;
    private bool _usesFile;
    private long _nextNumber = 1;
    private long _startedAt;
    private TimeSpan _usedAtStart;
    private int _backgroundPid;

    /// <summary>The command that is being executed; null when it is not remembered.</summary>
    public HistoryEntry? Current { get; private set; }

    /// <summary>All entries, the oldest first. Changed only by this class.</summary>
    public IReadOnlyList<HistoryEntry> Entries
    {
        get
        {
            Load();
            return _entries;
        }
    }

    public int Count => Entries.Count - (Current is null ? 0 : 1);

    private int MostEntries => int.TryParse(shell.Environment.Variables.Get("HISTSIZE"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int size) ? size < 0 ? int.MaxValue : size : DefaultSize;

    public void Refresh()
    {
        if (_usesFile) ReadNew(null);
    }

    public string? GetDirectory(int age) => _entries[Count - 1 - age].Directory;

    public ReadOnlySpan<byte> GetCommand(int age) => _entries[Count - 1 - age].Bytes;

    public int Find(ReadOnlySpan<byte> text, int age, bool older, bool atStart)
    {
        for (; age >= 0 && age < Count; age += older ? 1 : -1)
        {
            ReadOnlySpan<byte> command = GetCommand(age);
            if (atStart ? command.StartsWith(text) : command.IndexOf(text) >= 0) return age;
        }
        return -1;
    }

    /// <summary>Says that commands are shared through the file: those of an interactive shell.</summary>
    public void UseFile() => _usesFile = true;

    /// <summary>Remembers a command that has ended: the one call where nothing happens in between.</summary>
    public void Record(string command, int status)
    {
        Begin(command);
        Complete(status);
    }

    /// <summary>A command begins.</summary>
    public void Begin(string command)
    {
        Load();
        command = command.TrimEnd('\n');
        Current = null;
        // set +o history.
        if (_usesFile && !shell.Environment.Has(ShellOptions.History)) return;
        if (command.Trim().Length == 0 || MostEntries == 0 || !HistoryFilter.Admits(shell.Environment, command, _entries.Count > 0 ? _entries[^1].Command : null)) return;
        if (HistoryFilter.ErasesDuplicates(shell.Environment)) _entries.RemoveAll(entry => entry.Command == command);
        _startedAt = shell.Starter.SinceStart.Ticks;
        _usedAtStart = UsedSoFar();
        _backgroundPid = shell.Environment.LastBackgroundPid;
        Current = Add(command, TimeProvider.System.GetUtcNow(), LogicalPath.Current(shell.Environment, out _));
    }

    /// <summary>A pipeline of it has ended in the foreground.</summary>
    public void NotePipeline(PipelineStatus status)
    {
        if (Current is not { } entry) return;
        entry.EndedBy = status.Last.Kind == WaitStatusKind.Signalled ? status.Last.Signal : null;
        entry.PeakMemory = Math.Max(entry.PeakMemory ?? 0, status.Usage.MaxResidentBytes);
    }

    /// <summary>The command has ended.</summary>
    public void Complete(int status)
    {
        if (Current is not { } entry) return;
        Current = null;
        entry.Status = status;
        if (shell.PipeStatus is { Length: > 1 } statuses) entry.Statuses = statuses;
        // Another pipeline may have followed it, or a command of our own.
        if (entry.EndedBy is { } signal && status != 128 + signal.Number) entry.EndedBy = null;
        entry.ProcessorTime = UsedSoFar() - _usedAtStart;
        entry.Duration = TimeSpan.FromTicks(shell.Starter.SinceStart.Ticks - _startedAt);
        if (shell.Environment.LastBackgroundPid is var pid && pid != _backgroundPid) entry.Job = shell.Jobs.FindByPid(pid)?.Id is > 0 and var id ? id : null;
        if (File() is { } file) _ = file.Append(HistoryRecord.Write(entry));
    }

    /// <summary>Puts another text in place of the command that runs: what <c>fc</c> executes counts, not <c>fc</c> itself. Null forgets it.</summary>
    public void ReplaceCurrent(string? command)
    {
        if (Current is not { } entry) return;
        if (command is { Length: > 0 }) entry.Command = command.TrimEnd('\n');
        else
        {
            _entries.Remove(entry);
            Current = null;
        }
    }

    /// <summary>Adds a command that was not executed.</summary>
    public void Append(string command) => Add(command, null, null);

    /// <summary>Forgets all that is in memory.</summary>
    public void Clear()
    {
        Load();
        _entries.Clear();
        Current = null;
    }

    /// <summary>Forgets entries.</summary>
    public void Remove(int first, int count) => _entries.RemoveRange(first, count);

    /// <summary>Makes the file what is in memory; returns 0 or the error number, -1 when there is no file.</summary>
    public int WriteAll(string? path)
    {
        HistoryFile? file = path is null ? File(always: true) : new HistoryFile(path);
        return file is null ? -1 : file.Replace(Entries.Where(entry => entry != Current).Select(HistoryRecord.Write));
    }

    /// <summary>Adds what other shells have written since the last look; all of the file when it is another one.</summary>
    public void ReadNew(string? path)
    {
        Load();
        HistoryFile? file = path is null ? File(always: true) : new HistoryFile(path);
        if (file is null) return;
        List<string> lines = file.ReadNew(out _);
        if (lines.Count == 0) return;
        // Its own records come back with the others', and all of them when another shell has cut the file.
        if (lines is [var only] && _entries.Count > 0 && HistoryRecord.Read(only, 0) is { StartedAt: not null } record && Key(record) == Key(_entries[^1])) return;
        HashSet<(long?, string)> known = [.. _entries.Select(Key)];
        foreach (string line in lines)
            if (HistoryRecord.Read(line, _nextNumber) is { } entry && (entry.StartedAt is null || known.Add(Key(entry)))) Insert(entry);
    }

    private static TimeSpan UsedSoFar()
    {
        ResourceUsage usage = ResourceUsage.OfSelf() + ResourceUsage.OfChildren();
        return usage.CpuUser + usage.CpuSystem;
    }

    private static (long? Microseconds, string Command) Key(HistoryEntry entry) => (entry.StartedAt?.UtcTicks / TimeSpan.TicksPerMicrosecond, entry.Command);

    private void Load()
    {
        if (_isLoaded) return;
        _isLoaded = true;
        if (File() is not { } file) return;
        List<string> lines = file.ReadNew(out _);
        int most = MostEntries;
        foreach (string line in lines.Skip(Math.Max(0, lines.Count - most)))
            if (HistoryRecord.Read(line, _nextNumber) is { } entry) Insert(entry);
        Cut(file, lines.Count);
    }

    // The file is cut when it has a quarter more than it should.
    private void Cut(HistoryFile file, int lines)
    {
        string? text = shell.Environment.Variables.Get("HISTFILESIZE") ?? shell.Environment.Variables.Get("HISTSIZE");
        int most = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int size) ? size : DefaultSize;
        if (most < 0 || lines <= most + (most / 4) + 1) return;
        if (file.Cut(most) != 0) return;
        _entries.Clear();
        _nextNumber = 1;
        foreach (string line in file.ReadNew(out _))
            if (HistoryRecord.Read(line, _nextNumber) is { } entry) Insert(entry);
    }

    private HistoryEntry Add(string command, DateTimeOffset? startedAt, string? directory)
    {
        Load();
        var entry = new HistoryEntry(_nextNumber, command) { StartedAt = startedAt, Directory = directory };
        Insert(entry);
        return entry;
    }

    private void Insert(HistoryEntry entry)
    {
        _nextNumber++;
        _entries.Add(entry);
        if (_entries.Count > MostEntries) _entries.RemoveRange(0, _entries.Count - MostEntries);
    }

    private HistoryFile? File(bool always = false)
    {
        if (!_usesFile && !always) return null;
        string? path = shell.Environment.Variables.Find("HISTFILE") is { } variable ? variable.Value : DefaultPath();
        if (string.IsNullOrEmpty(path)) return null;
        if (path == _path) return _file;
        _path = path;
        return _file = new HistoryFile(path);
    }

    private string? DefaultPath()
    {
        if (shell.Environment.Variables.Get("XDG_STATE_HOME") is { Length: > 0 } state && state[0] == '/') return state + "/drover/history";
        return shell.Environment.Variables.Get("HOME") is { Length: > 0 } home ? home + "/.local/state/drover/history" : null;
    }
}
