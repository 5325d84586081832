namespace Drover.Shell.Syntax.Nodes;

/// <summary><c>&lt;(…)</c> or <c>&gt;(…)</c>.</summary>
public sealed class ProcessSubstitutionPart : WordPart
{
    internal ProcessSubstitutionPart(int start, int end, CommandList body, bool isOutput) : base(start, end)
    {
        Body = body;
        IsOutput = isOutput;
    }

    /// <summary>What is run.</summary>
    public CommandList Body { get; }

    /// <summary>True for <c>&gt;(…)</c>, whose commands read what is written to the name.</summary>
    public bool IsOutput { get; }
}
