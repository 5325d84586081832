using Drover.Shell.Syntax.Arithmetic;

namespace Drover.Shell.Syntax.Nodes;

/// <summary>An arithmetic expression as written, and parsed if that can be done before its expansions are known.</summary>
public sealed class ArithmeticText
{
    internal ArithmeticText(Word word, ArithmeticExpression? expression)
    {
        Word = word;
        Expression = expression;
    }

    /// <summary>The text: to be expanded as in double quotes and then parsed. As the subscript of an associative array it is the key.</summary>
    public Word Word { get; }

    /// <summary>The expression, or null when <see cref="Word"/> must be expanded first or is not a valid expression.</summary>
    /// <remarks>
    /// It may hold <see cref="ArithmeticParameter"/>: if the value of one of these is anything but an integer constant, the meaning is that of the expanded text, and
    /// <see cref="Word"/> has to be expanded and parsed instead.
    /// </remarks>
    public ArithmeticExpression? Expression { get; }
}
