using System.Globalization;

namespace Drover.Testing;

/// <summary>What this process held at one moment: descriptors, children, threads. Asked again later, it says what is new.</summary>
/// <remarks>
/// It looks at the whole process, so a test that uses it must not run beside others: put it into a collection with
/// <c>DisableParallelization</c>. Let the code under test run once before the look, so that what is opened once for good is not counted.
/// </remarks>
public sealed class LeakCheck
{
    private readonly Dictionary<int, string> _descriptors = OpenDescriptors();
    private readonly HashSet<(int Pid, ulong StartTicks)> _children = [.. ProcessTable.ChildrenOf().Select(child => (child.Pid, child.StartTicks))];
    private readonly HashSet<int> _threads = [.. Threads().Keys];

    /// <summary>Waits until nothing is left that was not there when this object was made.</summary>
    /// <param name="limit">10 s when not given.</param>
    /// <param name="threads">The start of the names of the threads that count; none count when null, because the thread pool comes and goes.</param>
    /// <exception cref="TimeoutException">Something stayed; the message lists it.</exception>
    public Task NothingLeftAsync(TimeSpan? limit = null, string? threads = null)
        => Eventually.BecomesAsync(() => Leaks(threads), leaks => leaks.Count == 0, limit, leaks => string.Join('\n', leaks), "nothing is leaked");

    /// <summary>What is there now and was not then: one line each.</summary>
    public IReadOnlyList<string> Leaks(string? threads = null)
    {
        var leaks = new List<string>();
        foreach ((int descriptor, string target) in OpenDescriptors().OrderBy(pair => pair.Key))
        {
            if (!_descriptors.TryGetValue(descriptor, out string? before) || before != target)
                leaks.Add($"descriptor {descriptor} -> {target}");
        }

        foreach (ProcessEntry child in ProcessTable.ChildrenOf())
        {
            if (!_children.Contains((child.Pid, child.StartTicks)))
                leaks.Add($"child {child}");
        }

        if (threads is not null)
        {
            foreach ((int thread, string name) in Threads())
            {
                if (!_threads.Contains(thread) && name.StartsWith(threads, StringComparison.Ordinal))
                    leaks.Add($"thread {thread} ({name})");
            }
        }

        return leaks;
    }

    /// <summary>The open descriptors of this process and what each refers to, without those of files the runtime maps as code.</summary>
    public static Dictionary<int, string> OpenDescriptors()
    {
        var descriptors = new Dictionary<int, string>();
        foreach (string path in Directory.GetFiles("/proc/self/fd"))
        {
            string? target = new FileInfo(path).LinkTarget;
            // Null: the descriptor of the listing itself, closed by now.
            if (target is null || target.EndsWith(".dll", StringComparison.Ordinal) || target.EndsWith(".pdb", StringComparison.Ordinal))
                continue;
            descriptors[int.Parse(Path.GetFileName(path.AsSpan()), CultureInfo.InvariantCulture)] = target;
        }

        return descriptors;
    }

    /// <summary>The threads of this process and their names (at most 15 bytes, from <see cref="Thread.Name"/>).</summary>
    public static Dictionary<int, string> Threads()
    {
        var threads = new Dictionary<int, string>();
        foreach (string path in Directory.GetDirectories("/proc/self/task"))
        {
            try
            {
                threads[int.Parse(Path.GetFileName(path.AsSpan()), CultureInfo.InvariantCulture)] = File.ReadAllText(Path.Combine(path, "comm")).TrimEnd('\n');
            }
            catch (IOException)
            {
                // It has ended since.
            }
        }

        return threads;
    }
}
