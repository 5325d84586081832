namespace Drover.Cli.Following;

/// <summary>Something that happened to a run.</summary>
/// <param name="Time">When.</param>
/// <param name="RunId">To which run.</param>
/// <param name="Name">Its name, if it has one.</param>
/// <param name="Kind">What: "started", "ended", …</param>
/// <param name="Json">The whole line of events.jsonl.</param>
internal sealed record RunEvent(DateTimeOffset Time, string RunId, string? Name, string Kind, string Json);
