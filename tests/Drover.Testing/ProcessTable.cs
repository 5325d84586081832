using System.Globalization;
using System.Text;

namespace Drover.Testing;

/// <summary>Reads /proc by itself, so that tests do not ask the engine whether the engine is right.</summary>
/// <remarks>Scans rather than reading /proc/self/task/*/children, which may leave out entries while children exit (proc(5)).</remarks>
public static class ProcessTable
{
    /// <summary>The process, a zombie too, or null when there is none.</summary>
    public static ProcessEntry? Find(int pid)
    {
        string text;
        try
        {
            text = File.ReadAllText($"/proc/{pid}/stat", Encoding.Latin1);
        }
        catch (IOException)
        {
            return null;
        }

        // The command may hold spaces and parentheses: the fields start after the last one.
        int open = text.IndexOf('(', StringComparison.Ordinal);
        int close = text.LastIndexOf(')');
        string[] fields = text[(close + 2)..].Split(' ');
        return new ProcessEntry(pid, Number(fields[1]), Number(fields[2]), Number(fields[3]), fields[0][0], Number(fields[17]), ulong.Parse(fields[19], CultureInfo.InvariantCulture), text[(open + 1)..close]);
    }

    /// <summary>Whether the process is there and not a zombie.</summary>
    public static bool IsAlive(int pid) => Find(pid) is { IsZombie: false };

    /// <summary>Every process of this pid namespace.</summary>
    public static IReadOnlyList<ProcessEntry> All()
    {
        var entries = new List<ProcessEntry>();
        foreach (string path in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && Find(pid) is { } entry)
                entries.Add(entry);
        }

        return entries;
    }

    /// <summary>The children of a process, zombies too; of the test process itself when none is named.</summary>
    public static IReadOnlyList<ProcessEntry> ChildrenOf(int? pid = null)
    {
        int parent = pid ?? Environment.ProcessId;
        return [.. All().Where(entry => entry.Parent == parent)];
    }

    /// <summary>Live processes that have this entry in the environment they were started with, wherever they have gone; zombies have none.</summary>
    /// <param name="variable">For example <c>DROVER_TEST=6f1c</c>.</param>
    public static IReadOnlyList<ProcessEntry> WithEnvironment(string variable)
    {
        byte[] wanted = Encoding.UTF8.GetBytes("\0" + variable + "\0");
        return [.. All().Where(entry => !entry.IsZombie && Environ(entry.Pid).AsSpan().IndexOf(wanted) >= 0)];
    }

    private static byte[] Environ(int pid)
    {
        try
        {
            return [0, .. File.ReadAllBytes($"/proc/{pid}/environ")];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
