using Drover.Shell.Syntax.Diagnostics;
using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Syntax.Parsing;

/// <summary>What a parse came to, with the list or the diagnostic.</summary>
public sealed class ParseResult
{
    private ParseResult(ParseStatus status, CommandList? list, Diagnostic? diagnostic, OpenConstruct open)
    {
        Status = status;
        List = list;
        Diagnostic = diagnostic;
        Open = open;
    }

    /// <summary>What it came to.</summary>
    public ParseStatus Status { get; }

    /// <summary>The list when complete.</summary>
    public CommandList? List { get; }

    /// <summary>What is wrong when incomplete or in error.</summary>
    public Diagnostic? Diagnostic { get; }

    /// <summary>What wants more text when incomplete.</summary>
    public OpenConstruct Open { get; }

    internal static ParseResult End { get; } = new(ParseStatus.EndOfInput, null, null, OpenConstruct.None);

    internal static ParseResult Complete(CommandList list) => new(ParseStatus.Complete, list, null, OpenConstruct.None);

    internal static ParseResult Failed(SyntaxFailure failure)
        => new(failure.Open == OpenConstruct.None ? ParseStatus.Error : ParseStatus.Incomplete, null, failure.Diagnostic, failure.Open);
}
