using Drover.Engine.Processes;

namespace Drover.Runs;

/// <summary>One attempt of a run.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="StartedAt">When its leader was started.</param>
/// <param name="EndedAt">When its tree was empty; null while it is not.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="LeaderStatus">The leader's wait status.</param>
/// <param name="FirstSequence">The sequence number of the first log record that may be its.</param>
public sealed record RunAttempt(int Number, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, RunOutcome Outcome, WaitStatus LeaderStatus, long FirstSequence);
