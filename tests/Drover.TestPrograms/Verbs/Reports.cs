using Drover.TestPrograms.Interop;

namespace Drover.TestPrograms.Verbs;

/// <summary>What a child can say of how it was started.</summary>
internal static unsafe class Reports
{
    private static readonly string[] StatusFields =
        ["Umask", "Uid", "Gid", "Groups", "NoNewPrivs", "SigBlk", "SigIgn", "SigCgt", "Seccomp", "CapEff"];

    /// <summary>The arguments after the verb, byte for byte, each followed by a NUL.</summary>
    public static int PrintArgs()
    {
        Output.Write(1, Self.ArgumentBytes);
        return 0;
    }

    /// <summary>The environment, byte for byte, each entry followed by a NUL; with NAME, the value of that one alone, exit status 1 if absent.</summary>
    public static int PrintEnv(Options options)
    {
        if (options.All.Length == 0)
        {
            Output.Write(1, Self.EnvironmentBytes);
            return 0;
        }

        string? value = Environment.GetEnvironmentVariable(options.All[0]);
        if (value is null)
            return 1;
        Output.Line(value);
        return 0;
    }

    /// <summary>The working directory.</summary>
    public static int PrintCwd()
    {
        Output.Line(new FileInfo("/proc/self/cwd").LinkTarget ?? "");
        return 0;
    }

    /// <summary>"N target" for each descriptor that came with exec.</summary>
    public static int PrintFds()
    {
        // What the runtime and this listing open is marked close-on-exec; what was inherited cannot be.
        foreach (string path in Directory.GetFiles("/proc/self/fd").OrderBy(path => int.Parse(Path.GetFileName(path))))
        {
            string name = Path.GetFileName(path);
            if (new FileInfo(path).LinkTarget is { } target && IsInherited(name))
                Output.Line($"{name} {target}");
        }

        return 0;
    }

    /// <summary>"key value" lines: ids, group, session, nice, limits, oom score, signal masks, no-new-privs, parent-death signal, control groups.</summary>
    /// <remarks>The runtime itself ignores SIGPIPE and handles SIGSEGV and SIGFPE, so sigign and sigcgt show these whatever was inherited.</remarks>
    public static int PrintStatus()
    {
        string[] stat = AfterCommand(File.ReadAllText("/proc/self/stat"));
        int deathSignal = 0;
        Libc.prctl(Libc.PR_GET_PDEATHSIG, (nuint)(&deathSignal), 0, 0, 0);
        Output.Line($"pid {Libc.getpid()}");
        Output.Line($"ppid {Libc.getppid()}");
        Output.Line($"pgid {Libc.getpgid(0)}");
        Output.Line($"sid {Libc.getsid(0)}");
        Output.Line($"tty {stat[4]}");
        Output.Line($"tpgid {stat[5]}");
        Output.Line($"nice {stat[16]}");
        Output.Line($"pdeathsig {deathSignal}");
        Output.Line($"no_new_privs {Libc.prctl(Libc.PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0)}");
        Output.Line($"oom_score_adj {File.ReadAllText("/proc/self/oom_score_adj").Trim()}");
        foreach (string line in File.ReadLines("/proc/self/status"))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (Array.IndexOf(StatusFields, line[..colon]) >= 0)
                Output.Line($"{line[..colon].ToLowerInvariant()} {Words(line[(colon + 1)..])}");
        }

        // "Max open files  1024  4096  files": the name is 26 characters wide.
        foreach (string line in File.ReadLines("/proc/self/limits").Skip(1))
        {
            string[] values = Words(line[26..]).Split(' ');
            Output.Line($"limit {line[..26].Trim()[4..].Replace(' ', '_')} {values[0]} {values[1]}");
        }

        foreach (string line in File.ReadLines("/proc/self/cgroup"))
            Output.Line($"cgroup {line}");
        return 0;
    }

    /// <summary>"0 yes|no" for each of 0, 1 and 2.</summary>
    public static int IsATty()
    {
        for (int descriptor = 0; descriptor <= 2; descriptor++)
            Output.Line($"{descriptor} {(Libc.isatty(descriptor) == 1 ? "yes" : "no")}");
        return 0;
    }

    /// <summary>Once ready, "ROWS COLUMNS" of the terminal on 0, and again at each SIGWINCH.</summary>
    public static int WindowSize(string[] arguments)
    {
        var change = new SignalWaiter(Libc.SIGWINCH, arguments);
        Output.Ready();
        while (true)
        {
            Libc.TerminalSize size = default;
            if (Libc.ioctl(0, Libc.TIOCGWINSZ, &size) != 0)
                return Output.Fail("descriptor 0 is not a terminal");
            Output.Line($"{size.Rows} {size.Columns}");
            change.Wait();
        }
    }

    private static bool IsInherited(string descriptor)
    {
        const long closeOnExec = 0x80000;
        foreach (string line in File.ReadLines($"/proc/self/fdinfo/{descriptor}"))
        {
            if (line.StartsWith("flags:", StringComparison.Ordinal))
                return (Convert.ToInt64(line[6..].Trim(), 8) & closeOnExec) == 0;
        }

        return false;
    }

    /// <summary>The fields of /proc/self/stat from the third on.</summary>
    private static string[] AfterCommand(string stat) => stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

    private static string Words(string text) => string.Join(' ', text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
