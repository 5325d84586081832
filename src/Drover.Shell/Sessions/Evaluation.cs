using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;

namespace Drover.Shell.Sessions;

/// <summary>A text that is evaluated, and what it has come to so far.</summary>
internal sealed class Evaluation(string text, EvalOptions options, CancellationToken cancellation, JobOptions? job = null)
{
    private readonly TaskCompletionSource<ShellResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<ShellJob> _jobs = [];
    private readonly List<string> _announcements = [];

    public string Text { get; } = text;

    public EvalOptions Options { get; } = options;

    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>How the text is started as one job; null when it is evaluated.</summary>
    public JobOptions? Job { get; } = job;

    /// <summary>What the host's activity was.</summary>
    public ActivityContext Parent { get; } = Activity.Current?.Context ?? default;

    public Task<ShellResult> Task => _completion.Task;

    /// <summary>Tells commands of the host's that the evaluation is to end.</summary>
    public CancellationTokenSource Cancelled { get; } = new();

    /// <summary>Why the session ends what runs; null while it does not.</summary>
    public JobFailureReason? EndsFor { get; set; }

    public ImmutableArray<ShellJob> Jobs => [.. _jobs];

    /// <summary>A job lives on when this is over.</summary>
    public void Started(ShellJob job, bool announces)
    {
        if (!_jobs.Contains(job)) _jobs.Add(job);
        if (announces) Announce($"Job started: {job.Id}");
    }

    /// <summary>Says something in a line of its own.</summary>
    public void Announce(string line) => _announcements.Add(line);

    /// <summary>The output with what is announced behind it.</summary>
    public string WithAnnouncements(ReadOnlySpan<byte> output)
    {
        string captured = Encoding.UTF8.GetString(output);
        if (_announcements.Count == 0) return captured;
        string separator = captured.Length == 0 || captured.EndsWith('\n') ? "" : "\n";
        return captured + separator + string.Join('\n', _announcements);
    }

    public void Complete(ShellResult result)
    {
        if (Cancellation.IsCancellationRequested) _completion.TrySetCanceled(Cancellation);
        else _completion.TrySetResult(result);
    }

    public void Fail(Exception failure) => _completion.TrySetException(failure);

    public void Cancel() => _completion.TrySetCanceled(Cancellation);
}
