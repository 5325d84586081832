using System.Collections.Immutable;

namespace Drover.Shell.Sessions;

/// <summary>A job has done nothing for <see cref="SessionOptions.QuietAfter"/>: no output, no processor time, no input or output of any of its processes. Told once, and again when it has been busy in between.</summary>
public sealed record JobQuiet : JobEvent
{
    internal JobQuiet()
    {
    }

    /// <summary>For how long.</summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>Its processes.</summary>
    public ImmutableArray<int> Processes { get; internal init; } = [];

    /// <summary>Whether one of them is reading the job's standard input and gets nothing: it waits for an answer. False also where the kernel does not tell (/proc/PID/syscall).</summary>
    public bool WaitsForInput { get; internal init; }
}
