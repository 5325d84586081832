namespace Drover.Shell.Syntax.Nodes;

/// <summary><c>$name</c> or <c>${…}</c>.</summary>
public sealed class ParameterPart : WordPart
{
    internal ParameterPart(int start, int end, string name) : base(start, end) => Name = name;

    /// <summary>The name, the number, or one of <c>@ * # ? - $ !</c>; the prefix for <see cref="ParameterOperator.NamesWithPrefix"/>.</summary>
    public string Name { get; }

    /// <summary>What is done with the value.</summary>
    public ParameterOperator Operator { get; internal init; }

    /// <summary>Whether the colon form was used: an empty value counts as unset.</summary>
    public bool TestsNull { get; internal init; }

    /// <summary>Whether <c>!</c> precedes the name: the value is the name of the parameter meant.</summary>
    public bool IsIndirect { get; internal init; }

    /// <summary>The subscript in brackets; null when there is none or it is <c>@</c> or <c>*</c>.</summary>
    public ArithmeticText? Subscript { get; internal init; }

    /// <summary><c>@</c> or <c>*</c> for <c>${name[@]}</c>, <c>${name[*]}</c>, <c>${!prefix@}</c>, <c>${!prefix*}</c>; else NUL.</summary>
    public char All { get; internal init; }

    /// <summary>The word or pattern after the operator; the letters of <see cref="ParameterOperator.Transform"/>.</summary>
    public Word? Operand { get; internal init; }

    /// <summary>The replacement of <c>${name/pattern/replacement}</c>; null when missing.</summary>
    public Word? Replacement { get; internal init; }

    /// <summary>The offset of <c>${name:offset:length}</c>.</summary>
    public ArithmeticText? Offset { get; internal init; }

    /// <summary>The length of <c>${name:offset:length}</c>; null when missing.</summary>
    public ArithmeticText? Length { get; internal init; }

    /// <summary>The same operation upon another parameter, or upon all elements of an array.</summary>
    public ParameterPart Upon(string name, char all) => new(Start, End, name)
    {
        Operator = Operator,
        TestsNull = TestsNull,
        All = all,
        Operand = Operand,
        Replacement = Replacement,
        Offset = Offset,
        Length = Length,
    };

    /// <summary>Whether it is nothing but the value: no operator, subscript or indirection.</summary>
    public bool IsPlain => Operator == ParameterOperator.None && !IsIndirect && Subscript is null && All == '\0';
}
