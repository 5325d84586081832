namespace Drover.Cli.Interactive;

/// <summary>A stretch of a command line.</summary>
/// <param name="Start">The first char.</param>
/// <param name="End">Behind the last one.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct ScannedPart(int Start, int End, ScannedKind Kind);
