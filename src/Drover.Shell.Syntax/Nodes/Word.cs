using System.Collections.Immutable;

namespace Drover.Shell.Syntax.Nodes;

/// <summary>A word before expansion.</summary>
public sealed class Word : SyntaxNode
{
    internal Word(SourceText source, SourcePosition position, int end, ImmutableArray<WordPart> parts, bool mayHaveBraces = false, Assignment? assignment = null)
        : base(source, position, end)
    {
        Parts = parts;
        MayHaveBraces = mayHaveBraces;
        Assignment = assignment;
        if (parts.Length == 1 && parts[0] is LiteralPart literal) UnquotedText = literal.Text;
    }

    /// <summary>A word of other parts in its place: what brace expansion makes of it.</summary>
    public Word WithParts(ImmutableArray<WordPart> parts) => new(Source, Position, End, parts);

    /// <summary>Its parts; none for an empty word such as the value of <c>a=</c>.</summary>
    public ImmutableArray<WordPart> Parts { get; }

    /// <summary>Whether an unquoted <c>{</c> is in it, so that brace expansion may have something to do.</summary>
    public bool MayHaveBraces { get; }

    /// <summary>The word read as an assignment, when it is an argument of <c>export</c>, <c>readonly</c>, <c>local</c>, <c>declare</c> or <c>typeset</c> and has that form.</summary>
    public Assignment? Assignment { get; }

    /// <summary>The text of a word that consists of one unquoted literal, else null.</summary>
    public string? UnquotedText { get; }

    /// <summary>The text after quote removal when nothing in it has to be expanded (tilde, parameter, substitution), else null.</summary>
    public string? ConstantText()
    {
        if (UnquotedText is not null) return UnquotedText;
        string text = "";
        foreach (WordPart part in Parts)
        {
            switch (part)
            {
                case LiteralPart literal:
                    text += literal.Text;
                    break;
                case QuotedPart quoted:
                    text += quoted.Text;
                    break;
                case DoubleQuotedPart { Parts: [] }:
                    break;
                case DoubleQuotedPart { Parts: [QuotedPart only] }:
                    text += only.Text;
                    break;
                default:
                    return null;
            }
        }
        return text;
    }
}
