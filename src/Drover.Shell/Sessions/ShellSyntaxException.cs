using Drover.Shell.Syntax.Diagnostics;

namespace Drover.Shell.Sessions;

/// <summary>A text is not a shell program. Nothing of it was executed.</summary>
public sealed class ShellSyntaxException : FormatException
{
    internal ShellSyntaxException(Diagnostic diagnostic, bool isIncomplete)
        : base(diagnostic.ToString())
    {
        Diagnostic = diagnostic;
        IsIncomplete = isIncomplete;
    }

    /// <summary>What is wrong, and where.</summary>
    public Diagnostic Diagnostic { get; }

    /// <summary>The line, from 1.</summary>
    public int Line => Diagnostic.Line;

    /// <summary>The column in bytes, from 1.</summary>
    public int Column => Diagnostic.Column;

    /// <summary>Whether more text could make it right.</summary>
    public bool IsIncomplete { get; }
}
