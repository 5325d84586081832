namespace Drover.Shell.Prompts;

/// <summary>What came of reading a line.</summary>
public enum CommandLineKind
{
    /// <summary>A line, or several.</summary>
    Text,

    /// <summary>It was given up (SIGINT, Ctrl-C): the whole command with it.</summary>
    Interrupted,

    /// <summary>The input has ended (Ctrl-D at the beginning of a line).</summary>
    EndOfInput,

    /// <summary><c>TMOUT</c> passed.</summary>
    TimedOut,

    /// <summary>The shell ends.</summary>
    Ended,
}
