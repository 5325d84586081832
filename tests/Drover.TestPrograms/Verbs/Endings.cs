using System.Globalization;
using Drover.TestPrograms.Interop;

namespace Drover.TestPrograms.Verbs;

/// <summary>Ways to stop and to end.</summary>
internal static class Endings
{
    private static readonly string[] Names =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>Stops itself by SIGSTOP once ready; says "continued" when somebody continues it, and waits.</summary>
    public static int SelfStop()
    {
        Output.Ready();
        Libc.kill(Libc.getpid(), Libc.SIGSTOP);
        Output.Line("continued");
        return Lifetime.Wait();
    }

    /// <summary>Ends its first thread and runs on in another: in /proc it looks like a zombie.</summary>
    public static int MainThreadEnds()
    {
        new Thread(() => Lifetime.Wait()).Start();
        Output.Ready();
        Libc.syscall(Libc.SYS_exit, 0);
        return 1;
    }

    /// <summary>At SIGTERM says "terminated" and exits with 0.</summary>
    public static int TrapTermExit0(string[] arguments)
    {
        var term = new SignalWaiter(Libc.SIGTERM, arguments);
        Output.Ready();
        term.Wait();
        Output.Line("terminated");
        return 0;
    }

    /// <summary>Exits with N, after --after MS milliseconds.</summary>
    public static int Exit(Options options)
    {
        Streams.Pause((int)options.Number("--after", 0));
        return (int)options.FirstNumber(0);
    }

    /// <summary>Ends (or stops) itself by a signal, given as number or name (TERM, SIGTERM); exits with 0 if it lives on.</summary>
    public static int KillSelf(Options options)
    {
        string name = options.All.Length > 0 ? options.All[0] : "";
        if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int signal))
            signal = Array.IndexOf(Names, name.StartsWith("SIG", StringComparison.Ordinal) ? name[3..] : name);
        if (signal <= 0)
            return Output.Fail($"no signal '{name}'");
        Termination.By(signal);
        return 0;
    }
}
