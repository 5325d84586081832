namespace Drover.Runs;

/// <summary>The words for states, outcomes and policies in files, JSON and options.</summary>
public static class RunNames
{
    /// <summary>"running", …</summary>
    public static string Of(RunState state) => state switch
    {
        RunState.Starting => "starting",
        RunState.Running => "running",
        RunState.Stopping => "stopping",
        _ => "ended",
    };

    /// <summary>"timed_out", …; "none" while there is none.</summary>
    public static string Of(RunOutcome outcome) => outcome switch
    {
        RunOutcome.Exited => "exited",
        RunOutcome.Signalled => "signalled",
        RunOutcome.Stopped => "stopped",
        RunOutcome.TimedOut => "timed_out",
        RunOutcome.IdleTimedOut => "idle_timed_out",
        RunOutcome.Oom => "oom",
        RunOutcome.StartFailed => "start_failed",
        RunOutcome.Lost => "lost",
        _ => "none",
    };

    /// <summary>"none", "inherit", "pipe", "file".</summary>
    public static string Of(InputKind kind) => kind switch
    {
        InputKind.Inherit => "inherit",
        InputKind.Pipe => "pipe",
        InputKind.File => "file",
        _ => "none",
    };

    /// <summary>"no", "on-failure", "always".</summary>
    public static string Of(RestartPolicy policy) => policy switch
    {
        RestartPolicy.OnFailure => "on-failure",
        RestartPolicy.Always => "always",
        _ => "no",
    };

    /// <summary>"stop", "wait".</summary>
    public static string Of(LeftoverPolicy policy) => policy == LeftoverPolicy.Wait ? "wait" : "stop";

    /// <summary>The value whose word is <paramref name="word"/>.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    internal static T Parse<T>(string? word, Func<T, string> nameOf, ReadOnlySpan<T> values)
        where T : struct
    {
        foreach (T value in values)
            if (nameOf(value) == word) return value;
        throw new FormatException($"'{word}' is not a {typeof(T).Name} that this program knows");
    }
}
