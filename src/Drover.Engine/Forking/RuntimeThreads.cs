// Constraints
//   fork(2) copies the calling thread only. Whatever another one was doing is never finished in the child, and a collection there waits for ever for
//   a thread that was running managed code.
//   The runtime has threads before Main: the one that runs finalizers, and one for signals once somebody registered for them.
//   The finalizers' thread has no name before .NET 10, but is always there.
// Scheme
//   One thread besides the caller's and the named one is the finalizers'; a second one is somebody else's.
//   The number of threads is the number of links of /proc/self/task less two: one call tells that nothing was added since the last look at the names.
//   The finalizer thread sleeps unless a collection found something for it. So when there was a collection since the last fork it is given the time
//   to finish, and must be seen asleep.

using Drover.Engine.Descriptors;
using Drover.Engine.Interop;

namespace Drover.Engine.Forking;

/// <summary>The threads of this process, as far as a fork minds them.</summary>
internal static unsafe class RuntimeThreads
{
    private const int MaximumLooks = 10_000;

    private static readonly List<int> s_others = [];
    private static uint s_known = 1;
    private static int s_collections = -1;

    /// <summary>Whether every thread but the caller's is the runtime's own.</summary>
    public static bool AreAlone()
    {
        if (Fork.Depth > 0) return true;
        uint count = Count();
        if (count == s_known || count == 1) return true;
        if (!Look()) return false;
        s_known = count;
        s_collections = -1;
        return true;
    }

    /// <summary>Waits until they run no managed code.</summary>
    public static void Settle()
    {
        if (Fork.Depth > 0) return;
        int collections = GC.CollectionCount(0);
        if (collections == s_collections) return;
        s_collections = collections;
        GC.WaitForPendingFinalizers();
        if (s_others.Count == 0 && !Look()) return;
        foreach (int thread in s_others)
        {
            for (int look = 0; look < MaximumLooks && !IsAsleep(thread); look++) Thread.Yield();
        }
    }

    private static uint Count()
    {
        Libc.StatX status;
        fixed (byte* path = "/proc/self/task\0"u8)
            return Libc.statx(Libc.AT_FDCWD, path, 0, Libc.STATX_NLINK, &status) == 0 && status.Links > 2 ? status.Links - 2 : uint.MaxValue;
    }

    private static bool Look()
    {
        s_others.Clear();
        int unknown = 0;
        using Descriptor? tasks = Descriptor.TryOpen("/proc/self/task", OpenMode.Directory, out _);
        if (tasks is null) return false;
        int self = Libc.gettid();
        foreach (ReadOnlySpan<byte> name in new DirectoryEntries(tasks, stackalloc byte[1024]))
        {
            int thread = int.Parse(name, System.Globalization.CultureInfo.InvariantCulture);
            if (thread == self) continue;
            s_others.Add(thread);
            ReadOnlySpan<byte> comm = Descriptor.ReadFile($"/proc/self/task/{thread}/comm", out _);
            if (!comm.SequenceEqual(".NET SigHandler\n"u8)) unknown++;
        }
        return unknown <= 1;
    }

    // The state behind the name in parentheses (proc_pid_stat(5)): S sleeps.
    private static bool IsAsleep(int thread)
    {
        byte[]? stat = Descriptor.ReadFile($"/proc/self/task/{thread}/stat", out _);
        if (stat is null) return true;
        int end = Array.LastIndexOf(stat, (byte)')');
        return end < 0 || end + 2 >= stat.Length || stat[end + 2] == (byte)'S';
    }
}
