namespace Drover.Engine;

/// <summary>How SIGCHLD reaches the engine.</summary>
public enum ChildSignalSource
{
    /// <summary>By the runtime's signal handling, for programs with threads.</summary>
    Registration,

    /// <summary>By signalfd(2): only in a program that was started with SIGCHLD blocked, because the runtime's own thread begins before Main.</summary>
    Descriptor,

    /// <summary>Not at all: ends are known by pidfd, stops and strays are not.</summary>
    None,
}
