namespace Drover.Server.Endpoints;

/// <summary>Whether the command of a profile can be started.</summary>
/// <param name="Found">Whether it was found and may be executed.</param>
/// <param name="Path">Where it was found.</param>
/// <param name="Version">The first line that it prints with --version; null when it prints none within 5 s.</param>
/// <param name="Hint">What to do when it can't be started.</param>
internal sealed record CheckAnswer(bool Found, string? Path, string? Version, string? Hint);
