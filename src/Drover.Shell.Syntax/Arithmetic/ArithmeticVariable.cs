namespace Drover.Shell.Syntax.Arithmetic;

/// <summary>A variable by its name, possibly with a subscript.</summary>
public sealed class ArithmeticVariable : ArithmeticExpression
{
    internal ArithmeticVariable(string name, ArithmeticExpression? subscript, string? key) : base((subscript?.Depth ?? 0) + 1)
    {
        Name = name;
        Subscript = subscript;
        Key = key;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The subscript; null when there is none or it is no valid expression.</summary>
    public ArithmeticExpression? Subscript { get; }

    /// <summary>The text of the subscript, which is the key if the array is associative.</summary>
    public string? Key { get; }
}
