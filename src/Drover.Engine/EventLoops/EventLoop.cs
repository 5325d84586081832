// Constraints
//   One loop serves hosts with threads (server, plugin, embedded sessions) and hosts that must have none of ours (shim, shell):
//   it is pumpable, and a thread of its own is only a way to pump it.
//   A handler may remove any watch, its own or another's, while a batch of events is being delivered, may pump the loop itself, and may
//   throw; numbers of closed descriptors are used again by the kernel at once. Post may come when the loop is being closed.
// Scheme
//   epoll carries (generation << 32 | slot); an event whose slot has another generation by now is stale and dropped. A turn keeps its
//   events on the stack and takes posted work one piece at a time, so that a turn within a turn, or an exception, loses nothing.
//   Other threads reach the loop by Post: a queue under a lock, and an eventfd that wakes epoll_wait(2).

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Drover.Engine.Descriptors;
using Drover.Engine.Interop;

namespace Drover.Engine.EventLoops;

/// <summary>Waits on descriptors, timers and posted work, and runs their handlers one after the other on one thread.</summary>
/// <remarks>
/// Either the owner pumps it with <see cref="RunOnce"/> on its own thread, or <see cref="StartThread"/> gives it one.
/// <see cref="Watch(Descriptor, Readiness, Action{Readiness})"/> and timers belong to the loop's thread; <see cref="Post"/> may be called from anywhere.
/// An exception of a handler comes out of the turn that ran it; on a thread of the loop's own that ends the program.
/// </remarks>
public sealed class EventLoop : IDisposable
{
    private const int BatchSize = 64;
    private const int SharedBufferSize = 64 * 1024;
    private const ulong WakeMark = ulong.MaxValue;

    private readonly int _epoll;
    private readonly int _wake;
    private readonly TimerQueue _timers = new();
    private readonly object _postedLock = new();
    private readonly Queue<Action> _posted = new();
    private readonly Stack<int> _freeSlots = new();
    private Watch?[] _slots = new Watch?[16];
    private int _usedSlots;
    private uint _generation;
    private Thread? _thread;
    private volatile int _owner;
    private volatile bool _stopping;
    private bool _closed;
    private int _turns;
    private unsafe byte* _sharedBuffer;

    /// <summary>Makes a loop that the caller pumps.</summary>
    public EventLoop()
    {
        _epoll = Libc.epoll_create1(Libc.EPOLL_CLOEXEC);
        if (_epoll < 0) throw new SystemCallException("epoll_create1", Errno.Last);
        _wake = Libc.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
        if (_wake < 0)
        {
            int errno = Errno.Last;
            _ = Libc.close(_epoll);
            throw new SystemCallException("eventfd", errno);
        }
        Control(Libc.EPOLL_CTL_ADD, _wake, Libc.EPOLLIN, WakeMark);
    }

    /// <summary>Whether the caller is on the thread that pumps the loop; true for everybody while nobody has pumped it yet.</summary>
    public bool IsOnLoop => _owner is var owner && owner == 0 ? _thread is null : owner == Environment.CurrentManagedThreadId;

    /// <summary>Whether the loop has a thread of its own.</summary>
    public bool HasThread => _thread is not null;

    /// <summary>Whether it has been disposed: nothing runs on it any more.</summary>
    public bool IsDisposed => _stopping;

    /// <summary>Starts a background thread that pumps the loop until it is disposed.</summary>
    public void StartThread(string name = "drover-loop")
    {
        ObjectDisposedException.ThrowIf(_stopping, this);
        if (_thread is not null) throw new InvalidOperationException("The loop already has a thread.");
        _thread = new Thread(() =>
        {
            while (!_stopping) Turn(Timeout.InfiniteTimeSpan);
        })
        { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Refuses what belongs to the loop's own thread and is called from another.</summary>
    internal void ThrowIfElsewhere()
    {
        if (_thread is { } own && own != Thread.CurrentThread && !_stopping)
            throw new InvalidOperationException("Watches, timers and what uses them belong to the thread of the loop: give them to Post.");
    }

    /// <summary>Waits for at most <paramref name="timeout"/> and runs what is ready; returns how many handlers ran.</summary>
    /// <param name="timeout">Zero looks without waiting; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <remarks>A handler may call it too; then <see cref="SharedBuffer"/> no longer holds what the handler read.</remarks>
    /// <exception cref="InvalidOperationException">The loop has a thread of its own, and this is another one.</exception>
    public int RunOnce(TimeSpan timeout)
    {
        ObjectDisposedException.ThrowIf(_stopping, this);
        if (_thread is not null && _thread != Thread.CurrentThread) throw new InvalidOperationException("The loop has a thread of its own that pumps it.");
        return Turn(timeout);
    }

    /// <summary>Pumps the loop until <paramref name="done"/> holds, looking before the first and after each turn.</summary>
    /// <returns>False when <paramref name="timeout"/> passed first; there is at least one turn.</returns>
    public bool RunUntil(Func<bool> done, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(done);
        if (done()) return true;
        long start = Stopwatch.GetTimestamp();
        TimeSpan left = timeout;
        while (true)
        {
            RunOnce(left);
            if (done()) return true;
            if (timeout == Timeout.InfiniteTimeSpan) continue;
            left = timeout - Stopwatch.GetElapsedTime(start);
            if (left <= TimeSpan.Zero) return false;
        }
    }

    /// <summary>Runs <paramref name="action"/> on the loop's thread, soon; callable from any thread. Does nothing once the loop is disposed.</summary>
    public void Post(Action action) => TryPost(action);

    /// <summary>Watches a descriptor; <paramref name="handler"/> runs on the loop each time it is ready (level-triggered).</summary>
    /// <exception cref="SystemCallException">EPERM: a regular file or directory, which is always ready and can't be watched.</exception>
    public Watch Watch(Descriptor descriptor, Readiness interest, Action<Readiness> handler)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return Watch(descriptor.Number, interest, handler);
    }

    /// <summary>Runs <paramref name="action"/> on the loop once, after <paramref name="delay"/>; zero and less mean the next turn.</summary>
    /// <exception cref="InvalidOperationException">The loop has a thread of its own, and this is another one.</exception>
    /// <remarks>Precise to a millisecond, never early. Timers that are due together fire in the order of their times, then of their making.</remarks>
    public LoopTimer SetTimer(TimeSpan delay, Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        ThrowIfElsewhere();
        double due = ExactNow + Math.Max(0, delay.TotalMilliseconds);
        return _timers.Add(due >= long.MaxValue ? long.MaxValue : (long)Math.Ceiling(due), action);
    }

    /// <summary>Ends the loop's own thread, if it has one, and closes it. What was watched or posted is only forgotten.</summary>
    public void Dispose()
    {
        lock (_postedLock)
        {
            if (_stopping) return;
            _stopping = true;
            Wake();
        }
        if (_thread is not null && _thread != Thread.CurrentThread) _thread.Join();
        lock (_postedLock)
        {
            _closed = true;
            _ = Libc.close(_wake);
            _ = Libc.close(_epoll);
            _posted.Clear();
        }
        // A handler that disposes the loop may still be looking at what it read.
        if (_turns == 0) FreeBuffer();
    }

    /// <summary>In a forked child: closes our numbers of what is the parent's, without a word to the epoll that both share.</summary>
    internal void ForgetAfterFork()
    {
        if (_closed) return;
        _stopping = _closed = true;
        _ = Libc.close(_wake);
        _ = Libc.close(_epoll);
        _posted.Clear();
    }

    /// <summary>64 KiB for whoever reads on this loop, valid until the handler returns; made at the first use, so that silence costs nothing.</summary>
    internal unsafe Span<byte> SharedBuffer
    {
        get
        {
            if (_sharedBuffer is null) _sharedBuffer = (byte*)NativeMemory.Alloc(SharedBufferSize);
            return new Span<byte>(_sharedBuffer, SharedBufferSize);
        }
    }

    /// <summary>Run before each waiting: what was put off until somebody waits.</summary>
    internal Action? BeforeWaiting { get; set; }

    internal static long Now => (long)ExactNow;

    private static double ExactNow => Stopwatch.GetElapsedTime(0).TotalMilliseconds;

    /// <summary>As <see cref="Post"/>; false when the loop is disposed and the action will never run.</summary>
    internal bool TryPost(Action action)
    {
        lock (_postedLock)
        {
            if (_stopping) return false;
            _posted.Enqueue(action);
            // The loop's own thread looks at the queue before it waits.
            if (_posted.Count == 1 && _owner != Environment.CurrentManagedThreadId) Wake();
            return true;
        }
    }

    internal Watch Watch(int descriptor, Readiness interest, Action<Readiness> handler)
    {
        ThrowIfElsewhere();
        if (!_freeSlots.TryPop(out int slot))
        {
            slot = _usedSlots++;
            if (slot == _slots.Length) Array.Resize(ref _slots, _slots.Length * 2);
        }
        // uint.MaxValue would collide with the mark of the wake-up descriptor.
        if (++_generation == uint.MaxValue) _generation = 1;
        var watch = new Watch(this, descriptor, slot, _generation, handler) { Interest = interest };
        try
        {
            Control(Libc.EPOLL_CTL_ADD, descriptor, (uint)interest, Key(watch));
        }
        catch (SystemCallException)
        {
            _freeSlots.Push(slot);
            throw;
        }
        _slots[slot] = watch;
        return watch;
    }

    internal void Change(Watch watch, Readiness interest)
    {
        if (watch.Removed || watch.Interest == interest) return;
        Control(Libc.EPOLL_CTL_MOD, watch.Descriptor, (uint)interest, Key(watch));
        watch.Interest = interest;
    }

    internal unsafe void Remove(Watch watch)
    {
        if (watch.Removed) return;
        watch.Removed = true;
        _slots[watch.Slot] = null;
        _freeSlots.Push(watch.Slot);
        // A closed loop has no descriptor to speak to any more.
        if (!_closed) _ = Libc.epoll_ctl(_epoll, Libc.EPOLL_CTL_DEL, watch.Descriptor, null);
    }

    private static ulong Key(Watch watch) => ((ulong)watch.Generation << 32) | (uint)watch.Slot;

    private unsafe void Control(int operation, int descriptor, uint events, ulong data)
    {
        byte* entry = stackalloc byte[16];
        *(uint*)entry = events;
        Unsafe.WriteUnaligned(entry + Libc.EpollDataOffset, data);
        if (Libc.epoll_ctl(_epoll, operation, descriptor, entry) != 0)
            throw new SystemCallException("epoll_ctl", Errno.Last, $"fd {descriptor}");
    }

    private int Turn(TimeSpan timeout)
    {
        _owner = Environment.CurrentManagedThreadId;
        _turns++;
        try
        {
            BeforeWaiting?.Invoke();
            return WaitAndDeliver(timeout) + _timers.Fire(Now) + RunPosted();
        }
        finally
        {
            if (--_turns == 0 && _stopping) FreeBuffer();
        }
    }

    [SkipLocalsInit]
    private unsafe int WaitAndDeliver(TimeSpan timeout)
    {
        byte* events = stackalloc byte[BatchSize * 16];
        int count = Libc.epoll_wait(_epoll, events, BatchSize, WaitMilliseconds(timeout));
        if (count < 0 && Errno.Last != Errno.EINTR) throw new SystemCallException("epoll_wait", Errno.Last);
        int ran = 0;
        for (int i = 0; i < count; i++)
        {
            byte* entry = events + (i * Libc.EpollEventSize);
            uint ready = *(uint*)entry;
            ulong data = Unsafe.ReadUnaligned<ulong>(entry + Libc.EpollDataOffset);
            if (data == WakeMark)
            {
                ulong value;
                _ = Libc.read(_wake, (byte*)&value, sizeof(ulong));
                continue;
            }
            Watch? watch = _slots[(int)(uint)data];
            if (watch is null || watch.Generation != (uint)(data >> 32)) continue;
            watch.Handler((Readiness)(ready & (uint)(Readiness.Readable | Readiness.Writable | Readiness.Closed)));
            ran++;
        }
        return ran;
    }

    private int WaitMilliseconds(TimeSpan timeout)
    {
        lock (_postedLock)
        {
            if (_posted.Count > 0) return 0;
        }
        double wait = timeout == Timeout.InfiniteTimeSpan ? double.MaxValue : Math.Ceiling(Math.Max(0, timeout.TotalMilliseconds));
        if (_timers.NextDue is { } due) wait = Math.Min(wait, Math.Ceiling(Math.Max(0, due - ExactNow)));
        return wait == double.MaxValue ? -1 : (int)Math.Min(wait, int.MaxValue);
    }

    // Only what was there at the beginning: work that posts itself again must not keep the others waiting.
    private int RunPosted()
    {
        int ran = 0;
        int count = int.MaxValue;
        while (ran < count)
        {
            Action action;
            lock (_postedLock)
            {
                if (ran == 0) count = _posted.Count;
                if (_posted.Count == 0) break;
                action = _posted.Dequeue();
            }
            ran++;
            action();
        }
        return ran;
    }

    private unsafe void FreeBuffer()
    {
        NativeMemory.Free(_sharedBuffer);
        _sharedBuffer = null;
    }

    private unsafe void Wake()
    {
        ulong one = 1;
        _ = Libc.write(_wake, (byte*)&one, sizeof(ulong));
    }
}
