using System.Collections.Immutable;
using System.Text;
using Drover.Engine.Signals;

namespace Drover.Shell.Histories;

/// <summary>A command that was entered, and what became of it.</summary>
internal sealed class HistoryEntry(long number, string command)
{
    private byte[]? _bytes;

    /// <summary>Its number in this shell; numbers are not used again.</summary>
    public long Number { get; } = number;

    /// <summary>The text; a command of several lines has newlines in it, but none at its end.</summary>
    public string Command { get; set; } = command;

    /// <summary>The exit status; null when it is not known, or the command still runs.</summary>
    public int? Status { get; set; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public TimeSpan? Duration { get; set; }

    /// <summary>The working directory that it was started in.</summary>
    public string? Directory { get; init; }

    /// <summary>The exit statuses of all stages of its last pipeline (PIPESTATUS); empty when it had one.</summary>
    public ImmutableArray<int> Statuses { get; set; } = [];

    /// <summary>The signal that ended its last process.</summary>
    public Signal? EndedBy { get; set; }

    /// <summary>The processor time of the shell and of what it waited for meanwhile.</summary>
    public TimeSpan? ProcessorTime { get; set; }

    /// <summary>The resident size of its greatest process, in bytes; null when it had none.</summary>
    public long? PeakMemory { get; set; }

    /// <summary>The job in the background that it started.</summary>
    public int? Job { get; set; }

    public ReadOnlySpan<byte> Bytes => _bytes ??= Encoding.Latin1.GetBytes(Command);
}
