using Drover.Engine.EventLoops;

namespace Drover.Engine;

/// <summary>How an engine works.</summary>
public sealed record EngineOptions
{
    /// <summary>The loop to use, pumped by the caller; null makes one with a thread of its own.</summary>
    public EventLoop? Loop { get; init; }

    /// <summary>
    /// Whether this process becomes a subreaper (PR_SET_CHILD_SUBREAPER of prctl(2)): orphaned descendants come back to it and are reaped.
    /// </summary>
    /// <remarks>Then every child of this process is the engine's to reap: nothing else in it may start processes.</remarks>
    public bool Subreaper { get; init; }

    /// <summary>How the engine learns that a child stopped or continued, and that a stray ended.</summary>
    public ChildSignalSource ChildSignals { get; init; } = ChildSignalSource.Registration;

    /// <summary>Says whether a process is where a tree ends: it and what is below it belong to somebody else.</summary>
    public Func<int, bool>? IsBoundary { get; init; }

    /// <summary>Asked when no process can be made for now (EAGAIN), with the number of the attempt from 0: it may wait, and says whether to try that stage again. Null: a failure.</summary>
    /// <remarks>The stages before it run already. Called by the starting thread, which may pump the loop here unless the engine is a subreaper.</remarks>
    public Func<int, bool>? RetryFork { get; init; }

    /// <summary>The clock of start and end times.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Is told what happened: starts, stops, escalations, strays, leftovers. Called on the loop.</summary>
    public IEngineObserver? Observer { get; init; }
}
