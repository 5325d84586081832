namespace Drover.Shell.Syntax.Nodes;

/// <summary>A part of <c>[[ … ]]</c>.</summary>
public abstract class ConditionalExpression
{
    private protected ConditionalExpression()
    {
    }
}
