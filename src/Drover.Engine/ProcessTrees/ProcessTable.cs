using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Drover.Engine.Descriptors;
using Drover.Engine.Interop;

namespace Drover.Engine.ProcessTrees;

/// <summary>All processes of the pid namespace, from one pass over /proc.</summary>
/// <remarks>
/// Keep one and refresh it: it allocates only while it grows. The pass is not atomic: a process that changes its parent meanwhile may be
/// seen before or after that. Not for several threads at once.
/// </remarks>
public sealed class ProcessTable
{
    private readonly List<ProcessInfo> _processes = [];
    private int[] _firstChild = [];
    private int[] _nextSibling = [];
    private bool _childrenLinked;

    /// <summary>How many processes.</summary>
    public int Count => _processes.Count;

    /// <summary>The processes in ascending order of their numbers; valid until the next refresh.</summary>
    public ReadOnlySpan<ProcessInfo> Processes => CollectionsMarshal.AsSpan(_processes);

    /// <summary>The process at an index of <see cref="Processes"/>.</summary>
    public ref readonly ProcessInfo this[int index] => ref Processes[index];

    /// <summary>Reads all processes anew.</summary>
    /// <exception cref="SystemCallException">/proc can't be opened.</exception>
    [SkipLocalsInit]
    public unsafe void Refresh()
    {
        _processes.Clear();
        _childrenLinked = false;
        int directory;
        fixed (byte* path = "/proc\0"u8) directory = Libc.openat(Libc.AT_FDCWD, path, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
        if (directory < 0) throw new SystemCallException("open", Errno.Last, "/proc");
        Span<byte> buffer = stackalloc byte[8192];
        var entries = new DirectoryScan(directory, buffer);
        bool sorted = true;
        while (entries.MoveNext())
        {
            int pid = ProcFile.ParseNumber(entries.Name);
            if (pid <= 0 || !ProcessReader.TryRead(pid, out ProcessInfo info)) continue;
            sorted &= _processes.Count == 0 || _processes[^1].Pid < info.Pid;
            _processes.Add(info);
        }
        _ = Libc.close(directory);
        // The kernel lists them in order (next_tgid); nothing promises that it always will.
        if (!sorted) _processes.Sort(static (a, b) => a.Pid.CompareTo(b.Pid));
    }

    /// <summary>Where a process stands in <see cref="Processes"/>; -1 when it is not there.</summary>
    public int IndexOf(int pid)
    {
        ReadOnlySpan<ProcessInfo> processes = Processes;
        int low = 0;
        int high = processes.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int found = processes[middle].Pid;
            if (found == pid) return middle;
            if (found < pid) low = middle + 1;
            else high = middle - 1;
        }
        return -1;
    }

    /// <summary>The index of a process's parent; -1 when it has none here.</summary>
    public int ParentOf(int index) => IndexOf(Processes[index].ParentPid);

    /// <summary>Adds the numbers of a process's children in ascending order.</summary>
    public void AddChildren(int pid, List<int> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        LinkChildren();
        int parent = IndexOf(pid);
        if (parent < 0) return;
        for (int child = _firstChild[parent]; child >= 0; child = _nextSibling[child]) into.Add(Processes[child].Pid);
    }

    private void LinkChildren()
    {
        if (_childrenLinked) return;
        if (_firstChild.Length < Count)
        {
            _firstChild = new int[_processes.Capacity];
            _nextSibling = new int[_processes.Capacity];
        }
        _firstChild.AsSpan(0, Count).Fill(-1);
        for (int i = Count - 1; i >= 0; i--)
        {
            int parent = ParentOf(i);
            _nextSibling[i] = parent < 0 ? -1 : _firstChild[parent];
            if (parent >= 0) _firstChild[parent] = i;
        }
        _childrenLinked = true;
    }
}
