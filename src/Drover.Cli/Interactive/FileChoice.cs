namespace Drover.Cli.Interactive;

/// <summary>Which files a word may become.</summary>
internal enum FileChoice
{
    /// <summary>All.</summary>
    All,

    /// <summary>Directories only.</summary>
    Directories,

    /// <summary>Programs, and directories on the way to them.</summary>
    Executables,
}
