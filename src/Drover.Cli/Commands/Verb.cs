using System.CommandLine;

namespace Drover.Cli.Commands;

/// <summary>A verb: how it is listed, and how its command is made when it is the one that was typed.</summary>
/// <param name="Name">The word.</param>
/// <param name="Summary">One sentence for the list of verbs.</param>
/// <param name="Create">Makes the command with its options. The others are never made: that would cost more than most verbs take.</param>
/// <param name="Examples">Shown at the end of its help.</param>
/// <param name="IsHidden">Whether it is for programs and is left out of the list.</param>
internal sealed record Verb(string Name, string Summary, Func<Command> Create, string Examples = "", bool IsHidden = false)
{
    /// <summary>A stand-in that only has a name and the summary.</summary>
    public Command Stub() => new(Name, Summary) { Hidden = IsHidden };
}
