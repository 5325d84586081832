namespace Drover.Shell.Execution;

/// <summary>The actions of ERR, DEBUG and RETURN that a function does not inherit, to be put back behind it.</summary>
internal readonly record struct HiddenTraps(string? Error, string? Debug, string? Return);
