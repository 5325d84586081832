namespace Drover.Shell.Syntax.Nodes;

/// <summary>A pipeline that runs depending on the status of what precedes it.</summary>
public sealed class AndOrTail
{
    internal AndOrTail(bool isOr, CommandPipeline pipeline)
    {
        IsOr = isOr;
        Pipeline = pipeline;
    }

    /// <summary>True for <c>||</c>, false for <c>&amp;&amp;</c>.</summary>
    public bool IsOr { get; }

    /// <summary>The pipeline.</summary>
    public CommandPipeline Pipeline { get; }
}
