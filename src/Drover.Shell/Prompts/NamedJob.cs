namespace Drover.Shell.Prompts;

/// <summary>A job, as somebody who types sees it.</summary>
/// <param name="Id">The number behind the percent sign.</param>
/// <param name="State">What it does, in a word or two.</param>
/// <param name="Command">Its command.</param>
public readonly record struct NamedJob(int Id, string State, string Command);
