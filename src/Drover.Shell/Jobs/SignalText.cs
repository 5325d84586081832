using Drover.Engine.Signals;

namespace Drover.Shell.Jobs;

/// <summary>What it means that a signal ended a process, in the words that users know (strsignal(3)).</summary>
internal static class SignalText
{
    /// <summary>"Terminated" for SIGTERM; "Killed (SIGIO)" for one without words of its own.</summary>
    public static string Describe(Signal signal) => signal.Name switch
    {
        "HUP" => "Hangup",
        "INT" => "Interrupt",
        "QUIT" => "Quit",
        "ILL" => "Illegal instruction",
        "TRAP" => "Trace trap",
        "ABRT" => "Aborted",
        "BUS" => "Bus error",
        "FPE" => "Arithmetic exception",
        "KILL" => "Killed",
        "USR1" => "User signal 1",
        "USR2" => "User signal 2",
        "SEGV" => "Segmentation fault",
        "PIPE" => "Broken pipe",
        "ALRM" => "Alarm clock",
        "TERM" => "Terminated",
        "XCPU" => "CPU time limit exceeded",
        "XFSZ" => "File size limit exceeded",
        "SYS" => "Bad system call",
        _ => $"Killed ({signal})",
    };
}
