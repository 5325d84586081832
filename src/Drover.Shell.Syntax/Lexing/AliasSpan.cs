namespace Drover.Shell.Syntax.Lexing;

/// <summary>The stretch of the buffer that came from an alias.</summary>
internal struct AliasSpan(string name, int start, int end, int column, bool endsInBlank)
{
    public readonly string Name = name;
    public int Start = start;

    /// <summary>May lie behind what is in the buffer yet.</summary>
    public int End = end;

    /// <summary>The column of the word that was replaced.</summary>
    public readonly int Column = column;

    /// <summary>Whether the next word is to be looked up too.</summary>
    public readonly bool EndsInBlank = endsInBlank;
}
