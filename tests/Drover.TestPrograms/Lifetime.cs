using System.Globalization;
using Drover.TestPrograms.Interop;

namespace Drover.TestPrograms;

/// <summary>Ends this process after 120 s, or TEST_PROGRAMS_SECONDS, whatever it does meanwhile.</summary>
/// <remarks>A POSIX timer may send SIGKILL (timer_create(2)), which reaches a stopped process and one with everything blocked; alarm(2) would not.
/// Timers survive neither fork nor exec, so each process arms its own.</remarks>
internal static unsafe class Lifetime
{
    private const int DefaultSeconds = 120;

    public static void Limit()
    {
        string? wish = Environment.GetEnvironmentVariable("TEST_PROGRAMS_SECONDS");
        long seconds = wish is null ? DefaultSeconds : long.Parse(wish, CultureInfo.InvariantCulture);
        var wake = new Libc.SignalEvent { Signal = Libc.SIGKILL, Notify = Libc.SIGEV_SIGNAL };
        nint timer;
        var time = new Libc.TimerSpecification { Seconds = seconds };
        if (Libc.timer_create(Libc.CLOCK_MONOTONIC, &wake, &timer) != 0 || Libc.timer_settime(timer, 0, &time, null) != 0)
            Output.Fail("timer_create failed");
    }

    /// <summary>Does nothing until a signal or the timer ends the process.</summary>
    public static int Wait()
    {
        while (true)
            Libc.pause();
    }
}
