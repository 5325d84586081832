namespace Drover.Server.Endpoints;

/// <summary>A part of a log.</summary>
/// <param name="Items">Its records, oldest first.</param>
/// <param name="FirstSeq">The first record that was looked at: <c>before=</c> this is what comes earlier. 0 when there was none.</param>
/// <param name="LastSeq">The last record that was looked at: <c>after=</c> this is what comes later.</param>
/// <param name="Complete">Whether the run has ended, so that nothing will be added.</param>
/// <param name="HasMore">Whether there is more in the direction that was asked for.</param>
internal sealed record LogPage(IReadOnlyList<LogItem> Items, long FirstSeq, long LastSeq, bool Complete, bool HasMore);
