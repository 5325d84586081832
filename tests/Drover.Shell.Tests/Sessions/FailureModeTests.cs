using Drover.Engine.Signals;
using Drover.Shell.Sessions;

namespace Drover.Shell.Tests.Sessions;

/// <summary>What becomes of the other stages when one fails.</summary>
public sealed class FailureModeTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);
    private static readonly EvalOptions s_killsOthers = new() { FailureMode = PipelineFailureMode.KillOthers };

    [Theory]
    [InlineData("sleep 1000 | sh -c 'exit 3'", new[] { 143, 3 })]
    [InlineData("sh -c 'exit 3' | sleep 1000", new[] { 3, 143 })]
    [InlineData("sleep 1000 | sh -c 'kill -KILL $$' | sleep 1000", new[] { 143, 137, 143 })]
    public async Task A_stage_that_fails_ends_the_others(string text, int[] statuses)
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { FailureMode = PipelineFailureMode.KillOthers });
        IAsyncEnumerable<ShellEvent> events = session.WatchAsync();
        ShellResult result = await session.EvalAsync(text).WaitAsync(s_limit);
        result.PipeStatus.ShouldBe(statuses);
        await session.DisposeAsync();
        (await events.ToListAsync()).OfType<JobFailed>().Single().Reason.ShouldBe(JobFailureReason.StageFailed);
    }

    [Theory]
    [InlineData("fail | sleep 1000", new[] { 3, 143 })]
    [InlineData("sleep 1000 | fail", new[] { 143, 3 })]
    [InlineData("sh -c 'exit 3' | endless", new[] { 3, 130 })]
    [InlineData("endless | sh -c 'exit 3'", new[] { 130, 3 })]
    [InlineData("fail | endless", new[] { 3, 130 })]
    [InlineData("sleep 1000 | fail | endless | sleep 1000", new[] { 143, 3, 130, 143 })]
    public async Task A_command_of_the_hosts_is_a_stage_like_any_other(string text, int[] statuses)
    {
        ShellCommandSet commands = ShellCommandSet.Empty.Add("fail", _ => ValueTask.FromResult(3)).Add("endless", async context =>
        {
            await Task.Delay(Timeout.Infinite, context.Cancelled);
            return 0;
        });
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { FailureMode = PipelineFailureMode.KillOthers, Commands = commands });
        (await session.EvalAsync(text).WaitAsync(s_limit)).PipeStatus.ShouldBe(statuses);
        (await session.EvalAsync("echo on").WaitAsync(s_limit)).Output.ShouldBe("on\n");
    }

    [Theory]
    [InlineData("( sh -c 'exit 3' | sleep 1000; echo \"${PIPESTATUS[@]}\" ) | cat", "3 143\n")]
    [InlineData("x=$( sleep 1000 | sh -c 'exit 3' | sleep 1000; echo \"${PIPESTATUS[@]}\"; : ); echo $x", "143 3 143\n")]
    [InlineData("{ ( sleep 1000 | sh -c 'exit 3'; echo \"${PIPESTATUS[@]}\"; : ); } | cat", "143 3\n")]
    public async Task It_holds_in_subshells_that_are_processes(string text, string output)
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        (await session.EvalAsync(text, s_killsOthers).WaitAsync(s_limit)).Output.ShouldBe(output);
    }

    [Fact]
    public async Task Who_ignores_the_request_is_killed()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellResult result = await session.EvalAsync("sh -c 'trap \"\" TERM; echo ready; sleep 1000; :' | sh -c 'read x; exit 3'", s_killsOthers with { Grace = TimeSpan.FromMilliseconds(50) }).WaitAsync(s_limit);
        result.PipeStatus.ShouldBe([128 + Signal.KILL.Number, 3]);
    }

    [Fact]
    public async Task A_reader_that_has_enough_is_no_failure()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellResult result = await session.EvalAsync("yes | head -n 1 | sh -c 'cat; sleep 0.05; echo on'", s_killsOthers).WaitAsync(s_limit);
        result.Output.ShouldBe("y\non\n");
        result.PipeStatus.ShouldBe([128 + Signal.PIPE.Number, 0, 0]);
    }

    [Fact]
    public async Task Otherwise_they_go_on()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellResult result = await session.EvalAsync("sh -c 'exit 3' | sh -c 'cat; echo on'").WaitAsync(s_limit);
        result.Output.ShouldBe("on\n");
        result.PipeStatus.ShouldBe([3, 0]);
    }

    [Fact]
    public async Task It_holds_for_jobs_in_the_background()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellJob job = (await session.EvalAsync("sleep 1000 | sh -c 'exit 3' &", s_killsOthers)).StartedJobs[0];
        (await job.WaitAsync(s_limit)).ExitCode.ShouldBe(3);
        job.Info.Statuses[0].Signal.ShouldBe(Signal.TERM);
    }
}
