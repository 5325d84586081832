namespace Drover.Shell.Syntax.Nodes;

/// <summary>The lines of a here-document.</summary>
public sealed class HereDocument
{
    internal HereDocument(string delimiter, bool isQuoted, bool isStripped, Word body, Word target)
    {
        Delimiter = delimiter;
        IsQuoted = isQuoted;
        IsStripped = isStripped;
        Body = body;
        Target = target;
    }

    /// <summary>The line that ends it, after quote removal.</summary>
    public string Delimiter { get; }

    /// <summary>Whether the delimiter was quoted, so that nothing in the body is expanded.</summary>
    public bool IsQuoted { get; }

    /// <summary>Whether leading tabs were removed (<c>&lt;&lt;-</c>).</summary>
    public bool IsStripped { get; }

    /// <summary>The body: a word all of whose parts are as in double quotes.</summary>
    public Word Body { get; internal set; }

    /// <summary>Whether its end was found; false when the text ended before.</summary>
    public bool IsEnded { get; internal set; }

    /// <summary>The word after the operator.</summary>
    internal Word Target { get; }

    /// <summary>The offset of its first line in the source of <see cref="Target"/>, which is not the source of <see cref="Body"/>; the greatest number when the text ended before.</summary>
    internal int BodyStart { get; set; } = int.MaxValue;

    /// <summary>Its place in the order of reading, among those of <see cref="Target"/>'s source whose lines begin at the same place.</summary>
    internal int Order { get; set; }
}
