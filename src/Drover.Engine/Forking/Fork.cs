using System.Runtime.CompilerServices;

namespace Drover.Engine.Forking;

/// <summary>Whether this process can be copied by fork(2), as forked stages need (<see cref="Processes.ProcessSpec.Body"/>).</summary>
public static class Fork
{
    private static int s_depth;

    /// <summary>
    /// Whether a forked stage can be started now: native AOT, and no thread but the caller's and the runtime's own.
    /// </summary>
    /// <remarks>
    /// Under the JIT a child would write into code pages that it shares with its parent. Threads of ours would be missing in the child with what they hold
    /// locked. Whoever gets false starts its own executable again instead.
    /// </remarks>
    public static bool IsSupported => !RuntimeFeature.IsDynamicCodeSupported && RuntimeThreads.AreAlone();

    /// <summary>How many forks lie between the program's start and this process: 0 in the process that was started, 1 in its forked stages, and so on.</summary>
    /// <remarks>
    /// In a forked stage only the calling thread exists: no thread pool, no asynchronous waiting, no timers, no finalizers; GC.WaitForPendingFinalizers would wait for
    /// ever, <see cref="System.Runtime.InteropServices.PosixSignalRegistration"/> does nothing, and <see cref="Environment.ProcessId"/> may be the parent's (use
    /// <see cref="Processes.OwnProcess.Pid"/>). Allocating and collecting work.
    /// </remarks>
    public static int Depth => s_depth;

    internal static void EnterChild() => s_depth++;
}
