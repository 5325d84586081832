using Drover.Shell.Sessions;
using Drover.Testing;

namespace Drover.Shell.Tests.Sessions;

/// <summary>Jobs that do nothing are told.</summary>
public sealed class QuietTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_job_that_does_nothing_is_told_once_and_again_after_it_was_busy()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { QuietAfter = TimeSpan.FromMilliseconds(150) });
        using var directory = new TemporaryDirectory();
        using var cancellation = new CancellationTokenSource(s_limit);
        await using IAsyncEnumerator<JobQuiet> quiet = session.WatchAsync().OfType<JobQuiet>().GetAsyncEnumerator(cancellation.Token);
        await session.EvalAsync($"mkfifo {directory["fifo"]}");
        // Opened for both directions, so that it never sees an end.
        ShellJob job = (await session.EvalAsync($"sh -c 'exec 3<>{directory["fifo"]}; while read -r x <&3; do echo \"$x\"; done' &")).StartedJobs[0];
        (await quiet.MoveNextAsync()).ShouldBeTrue();
        quiet.Current.JobId.ShouldBe(job.Id);
        quiet.Current.Processes.ShouldBe(job.Info.Processes);
        quiet.Current.Duration.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(150));
        long first = quiet.Current.Sequence;
        await File.WriteAllTextAsync(directory["fifo"], "a\n", cancellation.Token);
        (await quiet.MoveNextAsync()).ShouldBeTrue();
        job.Output.ShouldBe("a\n");
        // Nothing was told in between: quiet is news once.
        quiet.Current.Sequence.ShouldBe(first + 1);
    }

    [Fact]
    public async Task Who_waits_for_an_answer_is_told_from_who_waits_for_something_else()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { QuietAfter = TimeSpan.FromMilliseconds(100) });
        using var cancellation = new CancellationTokenSource(s_limit);
        await using IAsyncEnumerator<JobQuiet> quiet = session.WatchAsync().OfType<JobQuiet>().GetAsyncEnumerator(cancellation.Token);
        var input = new System.IO.Pipelines.Pipe();
        Task<ShellResult> evaluation = session.EvalAsync("head -n 1", new EvalOptions { InputStream = input.Reader.AsStream() }, cancellation.Token);
        (await quiet.MoveNextAsync()).ShouldBeTrue();
        quiet.Current.WaitsForInput.ShouldBeTrue();
        await input.Writer.WriteAsync("secret\n"u8.ToArray(), cancellation.Token);
        (await evaluation).Output.ShouldBe("secret\n");
        _ = await session.EvalAsync("sleep 1000 &");
        (await quiet.MoveNextAsync()).ShouldBeTrue();
        quiet.Current.WaitsForInput.ShouldBeFalse();
        // Who reads a pipe of the pipeline's own waits for the other stage, not for an answer.
        _ = await session.EvalAsync("sleep 1000 | cat &");
        (await quiet.MoveNextAsync()).ShouldBeTrue();
        quiet.Current.Processes.Length.ShouldBe(2);
        quiet.Current.WaitsForInput.ShouldBeFalse();
        var second = new System.IO.Pipelines.Pipe();
        evaluation = session.EvalAsync("head -n 1 | cat", new EvalOptions { InputStream = second.Reader.AsStream() }, cancellation.Token);
        (await quiet.MoveNextAsync()).ShouldBeTrue();
        quiet.Current.WaitsForInput.ShouldBeTrue();
        await second.Writer.CompleteAsync();
        await evaluation;
    }

    [Fact]
    public async Task The_time_for_which_it_was_stopped_does_not_count()
    {
        TimeSpan threshold = TimeSpan.FromMilliseconds(200);
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { QuietAfter = threshold });
        using var cancellation = new CancellationTokenSource(s_limit);
        ShellJob job = (await session.EvalAsync("sleep 1000 &")).StartedJobs[0];
        await job.SuspendAsync(cancellation.Token);
        await Task.Delay(threshold * 4, cancellation.Token);
        await using IAsyncEnumerator<JobQuiet> quiet = session.WatchAsync().OfType<JobQuiet>().GetAsyncEnumerator(cancellation.Token);
        ValueTask<bool> next = quiet.MoveNextAsync();
        long resumed = System.Diagnostics.Stopwatch.GetTimestamp();
        await job.ResumeAsync(cancellation.Token);
        (await next).ShouldBeTrue();
        quiet.Current.Duration.ShouldBeInRange(threshold, System.Diagnostics.Stopwatch.GetElapsedTime(resumed));
    }
}
