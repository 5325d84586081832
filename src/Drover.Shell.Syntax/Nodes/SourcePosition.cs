namespace Drover.Shell.Syntax.Nodes;

/// <summary>Where something stands.</summary>
public readonly struct SourcePosition
{
    internal SourcePosition(int offset, int line, int column)
    {
        Offset = offset;
        Line = line;
        Column = column;
    }

    /// <summary>Chars from the start of the <see cref="SourceText"/>.</summary>
    public int Offset { get; }

    /// <summary>The line in the script, from 1.</summary>
    public int Line { get; }

    /// <summary>The column in bytes, from 1; inside an alias the column of the alias.</summary>
    public int Column { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Line}:{Column}";
}
