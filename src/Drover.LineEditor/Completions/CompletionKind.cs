namespace Drover.LineEditor.Completions;

/// <summary>What a candidate is.</summary>
public enum CompletionKind
{
    /// <summary>Anything else.</summary>
    Word,

    /// <summary>A file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A command to run.</summary>
    Command,

    /// <summary>A function, alias or built-in of the shell.</summary>
    Builtin,

    /// <summary>A variable.</summary>
    Variable,

    /// <summary>An option of a command.</summary>
    Option,

    /// <summary>A job.</summary>
    Job,
}
