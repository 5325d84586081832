namespace Drover.Shell.Syntax.Nodes;

/// <summary><c>-f word</c> and the like; a word alone is <c>-n word</c>.</summary>
public sealed class ConditionalUnary : ConditionalExpression
{
    internal ConditionalUnary(string operation, Word operand)
    {
        Operator = operation;
        Operand = operand;
    }

    /// <summary>The operator with its dash.</summary>
    public string Operator { get; }

    /// <summary>The operand: no field splitting, no pathname expansion.</summary>
    public Word Operand { get; }
}
