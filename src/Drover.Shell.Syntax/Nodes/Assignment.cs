using System.Collections.Immutable;

namespace Drover.Shell.Syntax.Nodes;

/// <summary><c>name=value</c>, <c>name+=value</c>, <c>name[subscript]=value</c> or <c>name=(elements)</c>.</summary>
public sealed class Assignment : SyntaxNode
{
    internal Assignment(SourceText source, SourcePosition position, int end, string name, ArithmeticText? subscript, bool isAppend, Word? value,
        ImmutableArray<ArrayElement>? elements) : base(source, position, end)
    {
        Name = name;
        Subscript = subscript;
        IsAppend = isAppend;
        Value = value;
        Elements = elements;
    }

    /// <summary>The variable's name.</summary>
    public string Name { get; }

    /// <summary>What stands in brackets.</summary>
    public ArithmeticText? Subscript { get; }

    /// <summary>Whether the operator is <c>+=</c>.</summary>
    public bool IsAppend { get; }

    /// <summary>The value; null when <see cref="Elements"/> are given.</summary>
    public Word? Value { get; }

    /// <summary>The elements of <c>name=( … )</c>; null for a plain value.</summary>
    public ImmutableArray<ArrayElement>? Elements { get; }
}
