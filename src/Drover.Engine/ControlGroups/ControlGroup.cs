using Drover.Engine.Interop;

namespace Drover.Engine.ControlGroups;

/// <summary>A live control group: one directory in version 2, one for each controller in version 1, or both.</summary>
/// <remarks>Nothing is held open: the directories are the group, and anybody who knows them can <see cref="Open"/> it again.</remarks>
public sealed class ControlGroup
{
    private const int RemoveTries = 50;

    internal ControlGroup(IReadOnlyList<string> directories) => Directories = directories;

    /// <summary>The group's directories: what has to be recorded to open it again.</summary>
    public IReadOnlyList<string> Directories { get; }

    /// <summary>The files that a process joins by: each must get its number, or "0" from the process itself before its exec.</summary>
    public IReadOnlyList<string> ProcsFiles
    {
        get
        {
            string[] files = new string[Directories.Count];
            for (int i = 0; i < files.Length; i++) files[i] = $"{Directories[i]}/cgroup.procs";
            return files;
        }
    }

    /// <summary>Whether any of its directories is still there.</summary>
    public bool Exists
    {
        get
        {
            foreach (string directory in Directories)
            {
                if (GroupFiles.Exists(directory)) return true;
            }
            return false;
        }
    }

    /// <summary>How many processes the kernel killed because the memory limit was reached; null without a memory controller.</summary>
    public long? OomKills => Key("memory.events", "oom_kill") ?? Key("memory.oom_control", "oom_kill");

    /// <summary>Memory charged to the group now, page cache included, in bytes; null without a memory controller.</summary>
    public long? MemoryBytes => Number("memory.current") ?? Number("memory.usage_in_bytes");

    /// <summary>The most memory that was ever charged to it, in bytes; null without a memory controller, and in version 2 before Linux 5.19.</summary>
    public long? PeakMemoryBytes => Number("memory.peak") ?? Number("memory.max_usage_in_bytes");

    /// <summary>Processor time of all that ever ran in it; null when neither version 2 nor cpuacct counts it.</summary>
    public TimeSpan? CpuTime =>
        Key("cpu.stat", "usage_usec") is { } microseconds ? TimeSpan.FromMicroseconds(microseconds)
        : Number("cpuacct.usage") is { } nanoseconds ? new TimeSpan(nanoseconds / TimeSpan.NanosecondsPerTick)
        : null;

    /// <summary>Makes the group <c>drover/NAME</c> with its limits.</summary>
    /// <param name="hierarchy">Where groups can be made.</param>
    /// <param name="name">A file name that no other live group has: the id of a run.</param>
    /// <param name="spec">The limits. With none the group only holds its processes together.</param>
    /// <remarks>In version 2, controllers are enabled on the way down and stay enabled. No process is moved.</remarks>
    /// <exception cref="ArgumentException">The name is not a plain file name, or a limit is out of range.</exception>
    /// <exception cref="ControlGroupException">A needed controller can't be used, or the kernel refused; nothing is left behind.</exception>
    public static ControlGroup Create(ControlGroupHierarchy hierarchy, string name, ControlGroupSpec spec) => Create(hierarchy, name, spec, null);

    /// <summary>The group that has been recorded by its <see cref="Directories"/>; it may have gone meanwhile (<see cref="Exists"/>).</summary>
    /// <exception cref="ArgumentException">A path is not one that <see cref="Create(ControlGroupHierarchy, string, ControlGroupSpec)"/> makes: everything in it would be at our mercy.</exception>
    public static ControlGroup Open(IEnumerable<string> directories)
    {
        ArgumentNullException.ThrowIfNull(directories);
        var list = new List<string>(directories);
        foreach (string directory in list)
        {
            string[] parts = directory.Split('/');
            if (parts.Length < 4 || parts[0].Length > 0 || parts[^2] != ControlGroupHierarchy.OwnDirectory || !IsFileName(parts[^1])
                || Array.IndexOf(parts, "..") >= 0)
            {
                throw new ArgumentException($"{directory} is not a control group of ours: it does not end in /drover/NAME.", nameof(directories));
            }
        }
        return list.Count > 0 ? new ControlGroup(list) : throw new ArgumentException("A control group has at least one directory.", nameof(directories));
    }

    /// <summary>Moves a process into the group; its children to come will be in it too, those it has already will not.</summary>
    /// <returns>False when there is no such process.</returns>
    /// <exception cref="ControlGroupException">The kernel refused.</exception>
    public bool AddProcess(int pid)
    {
        foreach (string file in ProcsFiles)
        {
            int errno = GroupFiles.Write(file, pid.ToString());
            if (errno == Errno.ESRCH) return false;
            if (errno != 0) throw new ControlGroupException($"Can't move process {pid} into {file}: {Errno.Describe(errno)}.", errno);
        }
        return true;
    }

    /// <summary>The processes in the group and in groups that they made beneath it, each once. Zombies are not listed in version 2.</summary>
    public IReadOnlyList<int> Processes() => ListProcesses();

    /// <summary>Sends SIGKILL to every process in the group, at once where the kernel can: cgroup.kill in version 2; else freeze, kill, thaw.</summary>
    /// <param name="isBoundary">
    /// Says of a process that it and everything below it is to live (<see cref="ProcessTrees.ShimBoundary.IsShim"/>). If there is one, the others are
    /// killed one by one, and what they fork meanwhile is looked for some rounds long.
    /// </param>
    /// <returns>How many processes were sent the signal; 0 when nobody is left to be killed. They are gone some time after.</returns>
    public int KillAll(Func<int, bool>? isBoundary = null) => new ControlGroupKill(this).Run(isBoundary);

    /// <summary>Removes the group's directories, those made beneath them, and <c>drover</c> itself if no other group is in it.</summary>
    /// <remarks>Repeats a busy removal a few times without waiting: the kernel lets go of a killed process a little after it can be reaped.</remarks>
    /// <returns>False when a process is still in it, or hardly out of it (EBUSY): try again later.</returns>
    /// <exception cref="ControlGroupException">The kernel refused for another reason.</exception>
    public bool Remove()
    {
        bool gone = true;
        foreach (string directory in Directories) gone &= Remove(directory);
        foreach (string directory in Directories) _ = GroupFiles.RemoveDirectory(Path.GetDirectoryName(directory)!);
        return gone;
    }

    /// <summary>The directories.</summary>
    public override string ToString() => string.Join(' ', Directories);

    internal static ControlGroup Create(ControlGroupHierarchy hierarchy, string name, ControlGroupSpec spec, Action<string>? populate)
    {
        ArgumentNullException.ThrowIfNull(hierarchy);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(spec);
        if (!IsFileName(name)) throw new ArgumentException($"\"{name}\" can't be the name of a control group.", nameof(name));
        spec.Validate();
        return new ControlGroupBuilder(hierarchy, name, populate).Build(spec);
    }

    internal List<int> ListProcesses()
    {
        var pids = new List<int>();
        foreach (string directory in Directories) AddProcesses(directory, pids);
        pids.Sort();
        int kept = 0;
        for (int i = 0; i < pids.Count; i++)
        {
            if (kept == 0 || pids[kept - 1] != pids[i]) pids[kept++] = pids[i];
        }
        pids.RemoveRange(kept, pids.Count - kept);
        return pids;
    }

    internal static void AddProcesses(string directory, List<int> into)
    {
        GroupFiles.ReadNumbers($"{directory}/cgroup.procs", into);
        foreach (string beneath in GroupFiles.Subdirectories(directory)) AddProcesses(beneath, into);
    }

    // A name of the kernel's own files, such as cgroup.procs, is refused by mkdir(2) itself.
    private static bool IsFileName(string name) =>
        name is not ("" or "." or "..") && name.Length <= 200 && name.AsSpan().IndexOfAny('/', '\n', '\0') < 0;

    private static bool Remove(string directory)
    {
        foreach (string beneath in GroupFiles.Subdirectories(directory)) Remove(beneath);
        for (int tries = 0; ; tries++)
        {
            int errno = GroupFiles.RemoveDirectory(directory);
            if (errno is 0 or Errno.ENOENT) return true;
            if (errno is not (Errno.EBUSY or Errno.ENOTEMPTY))
                throw new ControlGroupException($"Can't remove {directory}: {Errno.Describe(errno)}.", errno);
            if (tries == RemoveTries) return false;
            Thread.Yield();
        }
    }

    private long? Number(string file)
    {
        foreach (string directory in Directories)
        {
            if (GroupFiles.ReadNumber($"{directory}/{file}") is { } value) return value;
        }
        return null;
    }

    private long? Key(string file, string key)
    {
        foreach (string directory in Directories)
        {
            if (GroupFiles.ReadKey($"{directory}/{file}", key) is { } value) return value;
        }
        return null;
    }
}
