namespace Drover.Engine.ProcessTrees;

/// <summary>Parses the text of /proc/PID/stat (proc_pid_stat(5)).</summary>
internal static class ProcessStat
{
    /// <summary>The longest text there can be: some fifty numbers of at most 20 digits and a name of at most 64 bytes.</summary>
    public const int MaxLength = 1280;

    /// <summary>Parses one process; false when the text is not whole.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ProcessInfo info)
    {
        info = default;
        int open = text.IndexOf((byte)'(');
        // The name is not escaped and may hold ") R 1": only the last parenthesis ends it.
        int close = text.LastIndexOf((byte)')');
        if (open < 0 || close < open || close + 4 > text.Length) return false;

        var fields = new NumberReader(text[(close + 4)..]);
        int parent = (int)fields.Next();
        int group = (int)fields.Next();
        int session = (int)fields.Next();
        fields.Skip(7); // terminal and its foreground group, flags, page faults
        long user = fields.Next();
        long system = fields.Next();
        long childUser = fields.Next();
        long childSystem = fields.Next();
        fields.Skip(2); // priority, nice
        int threads = (int)fields.Next();
        fields.Skip(1);
        long start = fields.Next();
        fields.Skip(1); // virtual size
        long resident = fields.Next();
        if (fields.IsExhausted) return false;

        info = new ProcessInfo(text[(open + 1)..close], text[close + 2])
        {
            Pid = (int)new NumberReader(text).Next(),
            ParentPid = parent,
            ProcessGroup = group,
            Session = session,
            Threads = threads,
            StartTicks = start,
            UserTicks = user,
            SystemTicks = system,
            ChildUserTicks = childUser,
            ChildSystemTicks = childSystem,
            ResidentPages = resident,
        };
        return true;
    }

    /// <summary>Whether the process ignores a signal, 1 to 31; false when the text is not whole. The kernel tells nothing of real-time signals here.</summary>
    public static bool Ignores(ReadOnlySpan<byte> text, int signal)
    {
        int close = text.LastIndexOf((byte)')');
        if (close < 0 || close + 4 > text.Length || signal is < 1 or > 31) return false;
        var fields = new NumberReader(text[(close + 4)..]);
        fields.Skip(29); // from the parent to the blocked signals
        long ignored = fields.Next();
        return !fields.IsExhausted && (ignored >> (signal - 1) & 1) != 0;
    }
}
