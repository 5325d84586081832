namespace Drover.Shell.Syntax.Nodes;

/// <summary><c>$((…))</c>.</summary>
public sealed class ArithmeticPart : WordPart
{
    internal ArithmeticPart(int start, int end, ArithmeticText expression) : base(start, end) => Expression = expression;

    /// <summary>The expression.</summary>
    public ArithmeticText Expression { get; }
}
