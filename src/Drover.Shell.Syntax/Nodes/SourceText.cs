namespace Drover.Shell.Syntax.Nodes;

/// <summary>The text that a tree was parsed from: one complete command, the inside of a backquoted substitution, or the body of a here-document.</summary>
/// <remarks>
/// Each char stands for one byte. Aliases are already replaced in it and NUL bytes are gone, so an offset is an offset into this text and not into the file;
/// <see cref="SourcePosition"/> has the line and column of the file.
/// </remarks>
public sealed class SourceText
{
    internal SourceText(string text = "") => Text = text;

    /// <summary>The text; empty until the command is complete.</summary>
    public string Text { get; internal set; }

    /// <summary>The here-documents whose operators stand in it, in order; null without any.</summary>
    internal List<HereDocument>? Documents { get; set; }

    /// <summary>How many here-documents have been given their <see cref="HereDocument.Order"/>.</summary>
    internal int OrderedDocuments { get; set; }

    /// <summary>Whether the lines of a here-document stand inside a substitution that begins behind its operator: no piece of the text means the same without the others.</summary>
    internal bool IsEntangled { get; set; }
}
