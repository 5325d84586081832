namespace Drover.Shell.Syntax.Nodes;

/// <summary>How a case item ends.</summary>
public enum CaseTerminator
{
    /// <summary><c>;;</c> or nothing before <c>esac</c>: the command is done.</summary>
    Break,

    /// <summary><c>;&amp;</c>: the next item's commands run too.</summary>
    FallThrough,

    /// <summary><c>;;&amp;</c>: the next patterns are tried.</summary>
    Continue,
}
