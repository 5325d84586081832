using System.Globalization;

namespace Drover.Engine.Signals;

/// <summary>A signal by number, with the name that kill(1) knows it by (signal(7)).</summary>
/// <remarks>The numbers are those of x86-64 and arm64 Linux.</remarks>
public readonly record struct Signal
{
    private static readonly string[] Names =
    [
        "0", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>The signal of that number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 to 64.</exception>
    public Signal(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, 64);
        Number = number;
    }

    /// <summary>SIGHUP (1): the terminal has gone.</summary>
    public static Signal HUP => new(1);

    /// <summary>SIGINT (2): Ctrl-C.</summary>
    public static Signal INT => new(2);

    /// <summary>SIGQUIT (3): Ctrl-\.</summary>
    public static Signal QUIT => new(3);

    /// <summary>SIGKILL (9): can't be caught.</summary>
    public static Signal KILL => new(9);

    /// <summary>SIGUSR1 (10).</summary>
    public static Signal USR1 => new(10);

    /// <summary>SIGUSR2 (12).</summary>
    public static Signal USR2 => new(12);

    /// <summary>SIGPIPE (13): writing where nobody reads.</summary>
    public static Signal PIPE => new(13);

    /// <summary>SIGTERM (15): please end.</summary>
    public static Signal TERM => new(15);

    /// <summary>SIGCHLD (17): a child changed its state.</summary>
    public static Signal CHLD => new(17);

    /// <summary>SIGCONT (18): go on.</summary>
    public static Signal CONT => new(18);

    /// <summary>SIGSTOP (19): stop, can't be caught.</summary>
    public static Signal STOP => new(19);

    /// <summary>SIGTSTP (20): Ctrl-Z.</summary>
    public static Signal TSTP => new(20);

    /// <summary>SIGTTIN (21): a background process read from its terminal.</summary>
    public static Signal TTIN => new(21);

    /// <summary>SIGTTOU (22): a background process wrote to its terminal.</summary>
    public static Signal TTOU => new(22);

    /// <summary>SIGWINCH (28): the terminal's size changed.</summary>
    public static Signal WINCH => new(28);

    /// <summary>The number, 0 to 64; 0 only tests whether a process is there.</summary>
    public int Number { get; }

    /// <summary>The name without "SIG": "TERM"; real-time signals are "RTMIN+n" (RTMIN is 34 for programs of glibc).</summary>
    public string Name => Number < Names.Length ? Names[Number]
        : Number >= 34 ? (Number == 34 ? "RTMIN" : string.Create(CultureInfo.InvariantCulture, $"RTMIN+{Number - 34}"))
        : Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads "TERM", "SIGTERM", "term", "15", "RTMIN", "RTMIN+2" or "RTMAX-1".</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Signal signal)
    {
        signal = default;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            if (number > 64) return false;
            signal = new Signal(number);
            return true;
        }
        if (text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase)) text = text[3..];
        if (text.StartsWith("RTMIN", StringComparison.OrdinalIgnoreCase)) return TryRealTime(text[5..], '+', 34, 1, out signal);
        if (text.StartsWith("RTMAX", StringComparison.OrdinalIgnoreCase)) return TryRealTime(text[5..], '-', 64, -1, out signal);
        for (int i = 1; i < Names.Length; i++)
        {
            if (!text.Equals(Names[i], StringComparison.OrdinalIgnoreCase)) continue;
            signal = new Signal(i);
            return true;
        }
        return false;
    }

    /// <summary>"SIGTERM".</summary>
    public override string ToString() => Number == 0 ? "0" : "SIG" + Name;

    private static bool TryRealTime(ReadOnlySpan<char> rest, char sign, int start, int direction, out Signal signal)
    {
        signal = new Signal(start);
        if (rest.IsEmpty) return true;
        if (rest[0] != sign || !int.TryParse(rest[1..], NumberStyles.None, CultureInfo.InvariantCulture, out int n) || n > 30) return false;
        signal = new Signal(start + (direction * n));
        return true;
    }
}
