namespace Drover.Server.Endpoints;

/// <summary>What was found in a log.</summary>
/// <param name="Matches">The lines, oldest first.</param>
/// <param name="ScannedTo">The last record that was looked at: <c>after=</c> this goes on.</param>
/// <param name="Complete">Whether the end of the log, as it is now, was reached.</param>
internal sealed record SearchAnswer(IReadOnlyList<SearchMatch> Matches, long ScannedTo, bool Complete);
