namespace Drover.Shell.Execution;

/// <summary>A function or sourced file that is running.</summary>
/// <param name="Name">The function's name, or "source".</param>
/// <param name="Source">The file that its commands come from; null when they were not read from one.</param>
/// <param name="Line">The line that called it.</param>
/// <param name="IsFunction">Whether it is a function.</param>
internal readonly record struct CallRecord(string Name, string? Source, int Line, bool IsFunction = true);
