namespace Drover.Shell.Sessions;

/// <summary>One thing that happened while a command wrote lines of JSON.</summary>
/// <typeparam name="T">What its lines are.</typeparam>
/// <param name="Kind">Which of the others is set.</param>
/// <param name="Value">What the line says; null when the line is the JSON <c>null</c>.</param>
/// <param name="Text">A line that is not JSON, or JSON of another shape, as it was written; bytes that are not UTF-8 are replaced.</param>
/// <param name="Result">How it ended; <see cref="ShellResult.Output"/> is empty.</param>
public readonly record struct JsonLine<T>(JsonLineKind Kind, T? Value = default, string? Text = null, ShellResult? Result = null);
