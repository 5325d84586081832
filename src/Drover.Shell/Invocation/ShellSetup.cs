using Drover.Shell.Prompts;

namespace Drover.Shell.Invocation;

/// <summary>What the program around the shell brings with it.</summary>
public sealed record ShellSetup
{
    /// <summary>The version of the program, which <c>\v</c> and <c>\V</c> in prompts show.</summary>
    public string Version { get; init; } = "0";

    /// <summary>Makes what commands are edited with on a terminal; null for plain reading, which dumb terminals and pipes get in any case.</summary>
    public Func<ICommandReader>? Reader { get; init; }
}
