namespace Drover.Shell.Syntax.Parsing;

/// <summary>What a parse came to.</summary>
public enum ParseStatus
{
    /// <summary>A list was read, possibly an empty one.</summary>
    Complete,

    /// <summary>There is no more text.</summary>
    EndOfInput,

    /// <summary>The text ended inside of something. In a script that is an error, and the diagnostic says which.</summary>
    Incomplete,

    /// <summary>The text is not valid.</summary>
    Error,
}
