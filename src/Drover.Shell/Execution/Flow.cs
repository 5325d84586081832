namespace Drover.Shell.Execution;

/// <summary>What is to happen instead of the next command: the control flow of the shell as a value.</summary>
internal enum Flow
{
    /// <summary>The next command.</summary>
    None,

    /// <summary>Leave loops.</summary>
    Break,

    /// <summary>Go to the next round of a loop.</summary>
    Continue,

    /// <summary>Leave the function or the dot script.</summary>
    Return,

    /// <summary>Leave the shell or subshell.</summary>
    Exit,

    /// <summary>An error: leave a shell that is not interactive, else come back to the prompt.</summary>
    Abort,

    /// <summary>Ctrl-C: come back to the prompt, out of everything that the shell is in.</summary>
    Interrupt,
}
