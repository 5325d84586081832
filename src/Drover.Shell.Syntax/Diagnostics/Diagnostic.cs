namespace Drover.Shell.Syntax.Diagnostics;

/// <summary>What is wrong with a text, and where.</summary>
public sealed class Diagnostic
{
    internal Diagnostic(int line, int column, string message, string? found = null, string? expected = null)
    {
        Line = line;
        Column = column;
        Message = message;
        Found = found;
        Expected = expected;
    }

    /// <summary>The line, from 1.</summary>
    public int Line { get; }

    /// <summary>The column in bytes, from 1.</summary>
    public int Column { get; }

    /// <summary>What is wrong, beginning with <c>syntax error</c>.</summary>
    public string Message { get; }

    /// <summary>What stands there, where that can be named.</summary>
    public string? Found { get; }

    /// <summary>What could stand there, where that can be named.</summary>
    public string? Expected { get; }

    /// <summary>The message with its line.</summary>
    public override string ToString() => $"line {Line}: {Message}";
}
