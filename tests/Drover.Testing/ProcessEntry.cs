namespace Drover.Testing;

/// <summary>One line of the process table, as /proc/PID/stat showed it (proc(5)).</summary>
/// <param name="Pid">The process.</param>
/// <param name="Parent">Its parent, 0 for the first of a namespace.</param>
/// <param name="Group">Its process group.</param>
/// <param name="Session">Its session.</param>
/// <param name="State">R, S, D, T (stopped), t (traced), Z (zombie), X.</param>
/// <param name="Threads">How many threads.</param>
/// <param name="StartTicks">When it started, in clock ticks since boot: with the pid, its identity.</param>
/// <param name="Command">The file name of its executable, at most 15 bytes.</param>
public sealed record ProcessEntry(int Pid, int Parent, int Group, int Session, char State, int Threads, ulong StartTicks, string Command)
{
    /// <summary>Whether it has ended and waits to be reaped.</summary>
    public bool IsZombie => State is 'X' || (State is 'Z' && Threads <= 1);

    /// <inheritdoc/>
    public override string ToString() => $"{Pid} ({Command}) {State} parent {Parent} group {Group} session {Session}";
}
