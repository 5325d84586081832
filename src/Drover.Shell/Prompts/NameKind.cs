namespace Drover.Shell.Prompts;

/// <summary>What a name means to a shell.</summary>
public enum NameKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A reserved word.</summary>
    Keyword,

    /// <summary>An alias.</summary>
    Alias,

    /// <summary>A function.</summary>
    Function,

    /// <summary>A built-in.</summary>
    Builtin,

    /// <summary>A program on PATH, or the path of one.</summary>
    Program,

    /// <summary>A variable that is set.</summary>
    Variable,
}
