namespace Drover.Shell.Syntax.Nodes;

/// <summary><c>$(…)</c> or <c>`…`</c>.</summary>
public sealed class CommandSubstitutionPart : WordPart
{
    internal CommandSubstitutionPart(int start, int end, CommandList body, bool isBackquoted) : base(start, end)
    {
        Body = body;
        IsBackquoted = isBackquoted;
        if (body.Items is [{ IsAsync: false, Rest: [], First: { IsNegated: false, Timing: PipelineTiming.None, Commands: [SimpleCommand simple] } }]
            && simple is { Words: [], Assignments: [], Redirections: [{ Kind: RedirectionKind.Input, Descriptor: null or 0, Variable: null } only] })
        {
            File = only.Target;
        }
    }

    /// <summary>What is run; without items for <c>$()</c>.</summary>
    public CommandList Body { get; }

    /// <summary>Whether it was written with backquotes; then the body has a source of its own.</summary>
    public bool IsBackquoted { get; }

    /// <summary>The file of <c>$(&lt;file)</c>, whose content bash substitutes.</summary>
    public Word? File { get; }
}
