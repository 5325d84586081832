using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using Drover.Engine.Processes;

namespace Drover.Engine.ProcessTrees;

/// <summary>One process as /proc/PID/stat showed it at one moment. Holds its name inline, so that arrays of it are one block of memory.</summary>
/// <remarks>A clock tick is <see cref="TickMilliseconds"/> milliseconds. Times are the process's own, of all its threads, unless they say "child".</remarks>
public readonly struct ProcessInfo
{
    /// <summary>Milliseconds of a clock tick: USER_HZ is 100 on every architecture that .NET runs on (time(7)).</summary>
    public const int TickMilliseconds = 10;

    /// <summary>How many bytes of a name are kept; a program's has at most 15, a kernel thread's may be longer.</summary>
    public const int MaxNameLength = 16;

    private readonly NameBytes _name;
    private readonly byte _nameLength;
    private readonly byte _state;

    internal ProcessInfo(ReadOnlySpan<byte> name, byte state)
    {
        int length = Math.Min(name.Length, MaxNameLength);
        name[..length].CopyTo(_name);
        _nameLength = (byte)length;
        _state = state;
    }

    /// <summary>The process number.</summary>
    public int Pid { get; init; }

    /// <summary>The parent's number; 0 for init, for kernel threads' root, and for a parent outside this pid namespace.</summary>
    public int ParentPid { get; init; }

    /// <summary>The process group's number.</summary>
    public int ProcessGroup { get; init; }

    /// <summary>The session's number.</summary>
    public int Session { get; init; }

    /// <summary>How many threads.</summary>
    public int Threads { get; init; }

    /// <summary>When it started, in clock ticks since boot.</summary>
    public long StartTicks { get; init; }

    /// <summary>Processor time in user mode, in clock ticks.</summary>
    public long UserTicks { get; init; }

    /// <summary>Processor time in the kernel, in clock ticks.</summary>
    public long SystemTicks { get; init; }

    /// <summary>User time of children that ended and were waited for, and of theirs, in clock ticks.</summary>
    public long ChildUserTicks { get; init; }

    /// <summary>Kernel time of children that ended and were waited for, and of theirs, in clock ticks.</summary>
    public long ChildSystemTicks { get; init; }

    /// <summary>Pages in memory; see <see cref="ResidentBytes"/>.</summary>
    public long ResidentPages { get; init; }

    /// <summary>R running, S sleeping, D waiting and not interruptible, T stopped, t traced, Z zombie, X dead, I idle kernel thread.</summary>
    public char State => (char)_state;

    /// <summary>The name (comm): any bytes, spaces, parentheses and newlines among them.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Name => ((ReadOnlySpan<byte>)_name)[.._nameLength];

    /// <summary>The name for people: bytes that are not UTF-8 become U+FFFD.</summary>
    public string NameText => Encoding.UTF8.GetString(Name);

    /// <summary>Number and start ticks.</summary>
    public ProcessIdentity Identity => new(Pid, StartTicks);

    /// <summary>Whether it runs no more: a zombie waits to be reaped, a dead one is about to vanish.</summary>
    /// <remarks>The state is that of the first thread. While others are left, the process runs on or still holds its files and locks, whatever the first one's state.</remarks>
    public bool HasEnded => State is 'X' || (State is 'Z' && Threads <= 1);

    /// <summary>Its own processor time, in clock ticks.</summary>
    public long OwnTicks => UserTicks + SystemTicks;

    /// <summary>Processor time of the children it has waited for, in clock ticks.</summary>
    public long ChildTicks => ChildUserTicks + ChildSystemTicks;

    /// <summary>Memory that is in RAM, shared pages counted in full, in bytes.</summary>
    public long ResidentBytes => ResidentPages * Environment.SystemPageSize;

    /// <summary>Its own processor time.</summary>
    public TimeSpan CpuTime => FromTicks(OwnTicks);

    /// <summary>A number of clock ticks as time.</summary>
    public static TimeSpan FromTicks(long ticks) => new(ticks * TickMilliseconds * TimeSpan.TicksPerMillisecond);

    /// <summary>For example "12 (make) S".</summary>
    public override string ToString() => $"{Pid} ({NameText}) {State}";

    [InlineArray(MaxNameLength)]
    private struct NameBytes
    {
        private byte _first;
    }
}
