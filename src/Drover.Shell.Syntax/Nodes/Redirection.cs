namespace Drover.Shell.Syntax.Nodes;

/// <summary>One redirection.</summary>
public sealed class Redirection : SyntaxNode
{
    internal Redirection(SourceText source, SourcePosition position, int end, RedirectionKind kind, int? descriptor, string? variable, Word target,
        HereDocument? hereDocument) : base(source, position, end)
    {
        Kind = kind;
        Descriptor = descriptor;
        Variable = variable;
        Target = target;
        HereDocument = hereDocument;
    }

    /// <summary>The operator.</summary>
    public RedirectionKind Kind { get; }

    /// <summary>The number before the operator; null when there is none.</summary>
    public int? Descriptor { get; }

    /// <summary>The name in <c>{name}&gt;file</c>.</summary>
    public string? Variable { get; }

    /// <summary>The word after the operator; the delimiter for a here-document.</summary>
    public Word Target { get; }

    /// <summary>The here-document of <c>&lt;&lt;</c> and <c>&lt;&lt;-</c>.</summary>
    public HereDocument? HereDocument { get; }

    /// <summary>The number before the operator, else 0 for operators that read and 1 for those that write.</summary>
    public int EffectiveDescriptor => Descriptor ?? (Kind is RedirectionKind.Input or RedirectionKind.DuplicateInput or RedirectionKind.ReadWrite
        or RedirectionKind.HereDocument or RedirectionKind.HereDocumentStripped or RedirectionKind.HereString ? 0 : 1);
}
