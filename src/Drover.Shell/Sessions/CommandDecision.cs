namespace Drover.Shell.Sessions;

/// <summary>What a <see cref="ICommandPolicy"/> says.</summary>
public sealed record CommandDecision
{
    private CommandDecision(string? reason) => Reason = reason;

    /// <summary>It may be executed.</summary>
    public static CommandDecision Allowed { get; } = new(reason: null);

    /// <summary>It is not executed: status 126, and the reason is said on standard error.</summary>
    /// <param name="reason">Why.</param>
    public static CommandDecision Denied(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return new CommandDecision(reason);
    }

    /// <summary>Why it was denied; null when it was allowed.</summary>
    public string? Reason { get; }
}
