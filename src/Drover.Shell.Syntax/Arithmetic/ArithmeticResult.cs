namespace Drover.Shell.Syntax.Arithmetic;

/// <summary>An expression, or what is wrong with its text.</summary>
public sealed class ArithmeticResult
{
    internal ArithmeticResult(ArithmeticExpression? expression, string? error, int offset)
    {
        Expression = expression;
        Error = error;
        ErrorOffset = offset;
    }

    /// <summary>The expression; null for an error, and the constant 0 for empty text.</summary>
    public ArithmeticExpression? Expression { get; }

    /// <summary>What is wrong.</summary>
    public string? Error { get; }

    /// <summary>The offset in the text where it is wrong.</summary>
    public int ErrorOffset { get; }
}
