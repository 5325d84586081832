using System.Collections.Immutable;

namespace Drover.Shell.Sessions;

/// <summary>An evaluation that a session remembers.</summary>
/// <param name="Text">What was evaluated.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="ExitStatus">The exit status of its last command.</param>
/// <param name="WorkingDirectory">Where it began.</param>
/// <param name="Jobs">The numbers of the jobs that it started.</param>
public sealed record HistoryEntry(string Text, DateTimeOffset StartedAt, TimeSpan Duration, int ExitStatus, string WorkingDirectory, ImmutableArray<int> Jobs);
