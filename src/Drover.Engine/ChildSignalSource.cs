namespace Drover.Engine;

/// <summary>How SIGCHLD reaches the engine.</summary>
public enum ChildSignalSource
{
    /// <summary>By the runtime's signal handling, for programs with threads.</summary>
    Registration,

    /// <summary>By signalfd(2): only in a program that was started with SIGCHLD blocked, because the runtime's own thread begins before Main.</summary>
    Descriptor,

    /// <summary>
    /// By <see cref="Signals.SignalCatcher"/>, on a loop that the program's one thread pumps: native executables with one thread, and forked stages.
    /// </summary>
    Catcher,

    /// <summary>Not at all: ends are known by pidfd, stops and strays are not.</summary>
    None,
}
