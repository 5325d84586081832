namespace Drover.Shell.Syntax.Nodes;

/// <summary>An element of <c>name=( … )</c>.</summary>
public sealed class ArrayElement
{
    internal ArrayElement(ArithmeticText? subscript, bool isAppend, Word value)
    {
        Subscript = subscript;
        IsAppend = isAppend;
        Value = value;
    }

    /// <summary>The subscript of <c>[subscript]=value</c>; such a value is not split into fields.</summary>
    public ArithmeticText? Subscript { get; }

    /// <summary>Whether the operator is <c>+=</c>.</summary>
    public bool IsAppend { get; }

    /// <summary>The value: without a subscript it expands to any number of elements.</summary>
    public Word Value { get; }
}
