namespace Drover.Shell.Prompts;

/// <summary>Why <see cref="IReaderHost.Wait"/> returned.</summary>
public enum ReaderEvent
{
    /// <summary>There is something to read, or the end of the input.</summary>
    Input,

    /// <summary>The time that the reader gave has passed.</summary>
    Elapsed,

    /// <summary>SIGINT came: the line is to be given up.</summary>
    Interrupted,

    /// <summary>The terminal has another size.</summary>
    Resized,

    /// <summary>Nothing was entered for as long as <c>TMOUT</c> says.</summary>
    TimedOut,

    /// <summary>The shell ends: it was hung up, or a trap has ended it.</summary>
    Ended,
}
