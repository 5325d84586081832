using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Drover.Engine.ProcessTrees;

/// <summary>A snapshot of processes and everything below them, for people and logs; the live thing has moved on by the time it is read.</summary>
public sealed class ProcessTree
{
    private ProcessTree(IReadOnlyList<ProcessNode> nodes) => Nodes = nodes;

    /// <summary>The processes, each followed by everything below it.</summary>
    public IReadOnlyList<ProcessNode> Nodes { get; }

    /// <summary>Captures a process and everything below it.</summary>
    /// <param name="rootPid">The top.</param>
    /// <param name="isBoundary">As in <see cref="Descendants.Collect"/>.</param>
    public static ProcessTree Capture(int rootPid, Func<int, bool>? isBoundary = null) => Capture([rootPid], isBoundary);

    /// <summary>Captures several processes and everything below them; those that do not exist are left out.</summary>
    /// <param name="roots">The tops.</param>
    /// <param name="isBoundary">As in <see cref="Descendants.Collect"/>.</param>
    /// <param name="includeRoots">False to begin with the roots' children: a shim shows what it holds, not itself.</param>
    public static ProcessTree Capture(ReadOnlySpan<int> roots, Func<int, bool>? isBoundary = null, bool includeRoots = true)
    {
        var processes = new List<ProcessInfo>();
        new Descendants().Collect(roots, processes, isBoundary, includeRoots);
        return FromProcesses(CollectionsMarshal.AsSpan(processes));
    }

    /// <summary>Makes the snapshot of processes that have been collected already; a process whose parent is not among them is at the top.</summary>
    public static ProcessTree FromProcesses(ReadOnlySpan<ProcessInfo> processes)
    {
        var nodes = new List<ProcessNode>(processes.Length);
        long now = UptimeTicks();
        for (int i = 0; i < processes.Length; i++)
        {
            if (IndexOf(processes, processes[i].ParentPid) < 0) Add(processes, i, 0, now, nodes);
        }
        return new ProcessTree(nodes);
    }

    /// <summary>Adds one line for each process, two spaces of indentation for each step down.</summary>
    public void AppendTo(StringBuilder text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (ProcessNode node in Nodes)
        {
            text.Append(' ', node.Depth * 2);
            node.AppendTo(text);
            text.Append('\n');
        }
    }

    /// <summary>As <see cref="AppendTo"/>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        AppendTo(text);
        return text.ToString();
    }

    private static void Add(ReadOnlySpan<ProcessInfo> processes, int index, int depth, long now, List<ProcessNode> nodes)
    {
        // The parents were read one after another: numbers that changed hands meanwhile could form a ring.
        if (depth > processes.Length) return;
        ref readonly ProcessInfo info = ref processes[index];
        nodes.Add(new ProcessNode(
            info.Identity,
            info.ParentPid,
            depth,
            info.State,
            info.CpuTime,
            info.ResidentBytes,
            ProcessInfo.FromTicks(Math.Max(0, now - info.StartTicks)),
            info.HasEnded ? $"[{info.NameText}]" : ProcessReader.ReadCommandText(info.Pid)));
        for (int i = 0; i < processes.Length; i++)
        {
            if (processes[i].ParentPid == info.Pid && i != index) Add(processes, i, depth + 1, now, nodes);
        }
    }

    private static int IndexOf(ReadOnlySpan<ProcessInfo> processes, int pid)
    {
        for (int i = 0; i < processes.Length; i++)
        {
            if (processes[i].Pid == pid) return i;
        }
        return -1;
    }

    // /proc/uptime has hundredths of a second, which is what a clock tick is.
    [SkipLocalsInit]
    private static unsafe long UptimeTicks()
    {
        Span<byte> text = stackalloc byte[64];
        int descriptor;
        fixed (byte* path = "/proc/uptime\0"u8)
            descriptor = Interop.Libc.openat(Interop.Libc.AT_FDCWD, path, Interop.Libc.O_RDONLY | Interop.Libc.O_CLOEXEC, 0);
        if (descriptor < 0) return 0;
        int length = ProcFile.Read(descriptor, text);
        _ = Interop.Libc.close(descriptor);
        if (length <= 0) return 0;
        int point = text[..length].IndexOf((byte)'.');
        return point < 0 ? 0 : (new NumberReader(text[..point]).Next() * 100) + new NumberReader(text[(point + 1)..length]).Next();
    }
}
