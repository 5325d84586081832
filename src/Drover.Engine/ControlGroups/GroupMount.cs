using System.Text;

namespace Drover.Engine.ControlGroups;

/// <summary>One mounted control group hierarchy, from /proc/self/mountinfo (proc_pid_mountinfo(5)).</summary>
/// <param name="Point">Where it is mounted.</param>
/// <param name="Root">Which group of the hierarchy is seen there.</param>
/// <param name="Version">Which interface it has.</param>
/// <param name="Controllers">The controllers of a version 1 hierarchy; none for version 2.</param>
/// <param name="IsReadOnly">Whether the mount or the file system is read-only.</param>
internal sealed record GroupMount(string Point, string Root, ControlGroupVersion Version, string[] Controllers, bool IsReadOnly)
{
    /// <summary>For messages: "cgroup2", or "cgroup (memory)".</summary>
    public string Title => Version == ControlGroupVersion.V2 ? "cgroup2" : $"cgroup ({string.Join(',', Controllers)})";

    /// <summary>The hierarchies in a mountinfo text, in its order.</summary>
    public static List<GroupMount> Parse(string mountInfo)
    {
        var mounts = new List<GroupMount>();
        foreach (string line in GroupFiles.Lines(mountInfo))
        {
            // 36 35 0:30 ROOT POINT OPTIONS [optional fields…] - TYPE SOURCE SUPER-OPTIONS
            string[] fields = line.Split(' ');
            int dash = Array.IndexOf(fields, "-", Math.Min(6, fields.Length));
            if (dash < 6 || fields.Length < dash + 4 || fields[dash + 1] is not ("cgroup" or "cgroup2")) continue;
            string[] options = fields[dash + 3].Split(',');
            bool unified = fields[dash + 1] == "cgroup2";
            mounts.Add(new GroupMount(
                Unescape(fields[4]),
                Unescape(fields[3]),
                unified ? ControlGroupVersion.V2 : ControlGroupVersion.V1,
                unified ? [] : Array.FindAll(options, static o => o is not ("rw" or "ro")),
                Array.IndexOf(fields[5].Split(','), "ro") >= 0 || Array.IndexOf(options, "ro") >= 0));
        }
        return mounts;
    }

    /// <summary>Where a group of the hierarchy is found under the mount; null when it is outside of what is mounted.</summary>
    public string? Locate(string group)
    {
        if (group.StartsWith("/..", StringComparison.Ordinal)) return null; // outside of our control group namespace
        if (Root == "/") return group == "/" ? Point : Point + group;
        if (group == Root) return Point;
        return group.StartsWith(Root + "/", StringComparison.Ordinal) ? Point + group[Root.Length..] : null;
    }

    // Space, tab, newline and backslash are written as \040 and so on.
    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal)) return text;
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length)
            {
                plain.Append((char)(((text[i + 1] - '0') * 64) + ((text[i + 2] - '0') * 8) + (text[i + 3] - '0')));
                i += 3;
            }
            else
            {
                plain.Append(text[i]);
            }
        }
        return plain.ToString();
    }
}
