namespace Drover.Server.Runs;

/// <summary>Says how a run ended. The end that was asked for comes first, then the signal, then the exit code. Pure.</summary>
internal static class Verdict
{
    /// <summary>The final phase, its reason for programs and for people.</summary>
    public static (RunPhase Phase, string Kind, string? Text) Of(BoardRun run, RunEnd end)
    {
        // What the shim's own watch ended is a timeout, whoever asked for a stop meanwhile; what was lost can't be known.
        if (end.Phase is RunPhase.TimedOut) return (end.Phase, "timeout", end.Detail ?? $"It took longer than {Words(run.Limits.TimeoutMs)}");
        if (end.Phase is RunPhase.IdleTimedOut) return (end.Phase, "idle_timeout", end.Detail ?? $"It was silent for longer than {Words(run.Limits.IdleTimeoutMs)}");
        if (end.Phase is RunPhase.StartFailed) return (end.Phase, "start_failed", end.Detail);
        if (run.EndReason is { } reason || end.Phase is RunPhase.Stopped)
        {
            reason = run.EndReason ?? "outside";
            return (RunPhase.Stopped, reason == "user" ? "stopped" : reason, reason switch
            {
                "user" => "Stopped on request",
                "shutdown" => "Stopped because the server was stopped",
                _ => "Stopped by somebody else",
            });
        }
        bool isGood = end.Phase == RunPhase.Succeeded ? run.Rules.SuccessCodes.Contains(0) : end is { Phase: RunPhase.Failed, ExitCode: { } exit } && run.Rules.SuccessCodes.Contains(exit);
        return end.Phase switch
        {
            RunPhase.Succeeded or RunPhase.Failed when isGood => (RunPhase.Succeeded, "completed", null),
            RunPhase.Lost => (end.Phase, "lost", end.Detail ?? "Nobody knows how it ended"),
            RunPhase.Oom => (end.Phase, "oom", end.Detail ?? "It needed more memory than it may use"),
            RunPhase.RateLimited => (end.Phase, "rate_limited", end.Detail),
            _ when end.RateLimit is { } hit => (RunPhase.RateLimited, "rate_limited", hit.Text),
            _ when end.Signal is { } signal => (RunPhase.Failed, "signal", $"Ended by {signal}"),
            _ => (RunPhase.Failed, "exit_code", $"Exited with code {end.ExitCode}"),
        };
    }

    private static string Words(long? ms) => ms switch
    {
        null => "it may",
        >= 60_000 when ms % 60_000 == 0 => $"{ms / 60_000} min",
        >= 1000 when ms % 1000 == 0 => $"{ms / 1000} s",
        _ => $"{ms} ms",
    };
}
