using System.Numerics;
using Drover.Shell.Builtins;

namespace Drover.Shell.Sessions;

/// <summary>What the session's policy is asked.</summary>
internal sealed partial class SessionLink
{
    /// <summary>Asks whether a command may be executed, and returns if it may.</summary>
    /// <exception cref="ShellErrorException">It may not (126), or the evaluation is to end.</exception>
    public void Ask(CommandRequestKind kind, IReadOnlyList<string> fields, string? file = null, string? text = null)
    {
        if (Options.Policy is not { } policy) return;
        var request = new CommandRequest
        {
            Kind = kind,
            Arguments = [.. fields.Select(ShellStrings.Unicode)],
            Executable = file is null ? null : ShellStrings.Unicode(file),
            Text = text is null ? null : ShellStrings.Unicode(text),
            SessionId = SessionId,
            WorkingDirectory = ShellStrings.Unicode(LogicalPath.Current(Shell.Environment, out _) ?? "/"),
        };
        CancellationToken ends = Current?.Cancelled.Token ?? default;
        Task<CommandDecision> answer = Task.Run(() => policy.DecideAsync(request, ends).AsTask(), CancellationToken.None);
        _ = answer.ContinueWith(_ => Loop.Post(static () => { }), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        while (!answer.IsCompleted && !EndsQuestion()) Loop.RunOnce(Timeout.InfiniteTimeSpan);
        if (!answer.IsCompleted) throw ShellErrorException.Interrupted(InterruptStatus);
        if (ReasonOf(answer) is not { } reason) return;
        string name = kind switch { CommandRequestKind.Subshell => "subshell", CommandRequestKind.Redirection => fields[1], _ => fields[0] };
        CommandFailed(fields.Count > 0 ? string.Join(' ', fields) : text ?? "", JobFailureReason.Denied);
        throw new ShellErrorException($"{name}: denied: {ShellText.FromUnicode(reason)}", 126) { EndsCommandOnly = true };
    }

    /// <summary>Whether what the session does itself is to end; does what was posted first.</summary>
    public bool IsToEnd() => IsPending && EndsQuestion();

    // A signal with a trap waits until the command is over; any other is for what runs, and that is the question.
    private bool EndsQuestion()
    {
        for (ulong pending = _signals; pending != 0 && !IsAbandoned; pending &= pending - 1)
        {
            int number = BitOperations.TrailingZeroCount(pending) + 1;
            if (Shell.Environment.Traps[number] is not null) continue;
            _signals &= ~(1UL << (number - 1));
            _abandonedBy = number;
        }
        return IsAbandoned;
    }

    // Who fails to answer has not allowed anything.
    private static string? ReasonOf(Task<CommandDecision> answer) =>
        answer.IsCompletedSuccessfully ? answer.Result.Reason : answer.Exception?.InnerException?.Message ?? "the question was cancelled";
}
