namespace Drover.Cli.Completions;

/// <summary>What may stand where a value is typed.</summary>
internal enum ValueKind
{
    /// <summary>No value: the option is a switch.</summary>
    None,

    /// <summary>Anything.</summary>
    Text,

    /// <summary>One of a few words.</summary>
    Words,

    /// <summary>A file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A signal.</summary>
    Signal,

    /// <summary>A run, by name.</summary>
    Run,

    /// <summary>A live run, by name.</summary>
    LiveRun,

    /// <summary>A command with its arguments.</summary>
    Command,
}
