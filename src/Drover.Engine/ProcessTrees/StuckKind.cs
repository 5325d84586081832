namespace Drover.Engine.ProcessTrees;

/// <summary>In which way a tree does not get on.</summary>
public enum StuckKind
{
    /// <summary>No output, no processor time and no I/O for the agreed time. It may well be waiting for something that will come.</summary>
    Quiet,

    /// <summary>A process waits in the kernel and can't be interrupted (state D), for the agreed time and without using the processor: a dead disk or file server.</summary>
    Uninterruptible,

    /// <summary>A process has been stopped by a signal (state T) and needs SIGCONT.</summary>
    Stopped,
}
