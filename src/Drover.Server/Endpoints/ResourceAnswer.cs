namespace Drover.Server.Endpoints;

/// <summary>What a run used, as a table.</summary>
/// <param name="RunId">The run.</param>
/// <param name="StepMs">How far two rows are apart where nothing is missing.</param>
/// <param name="Columns">What each place of a row means.</param>
/// <param name="Rows">Oldest first; null where a value is not known.</param>
internal sealed record ResourceAnswer(string RunId, long StepMs, IReadOnlyList<string> Columns, IReadOnlyList<double?[]> Rows);
