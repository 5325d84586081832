using Drover.Engine.Processes;
using Drover.Engine.ProcessTrees;
using Drover.Engine.Signals;
using Drover.Shell.Sessions;

namespace Drover.Shell.Tests.Sessions;

/// <summary>Jobs that the API starts, and waits for.</summary>
public sealed class StartTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_pipeline_is_a_job_of_its_processes()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellJob job = await session.StartAsync("echo one two | tr a-z A-Z | cat");
        job.Info.Processes.Length.ShouldBe(3);
        job.CommandText.ShouldBe("echo one two | tr a-z A-Z | cat");
        job.Info.IsBackground.ShouldBeTrue();
        (await job.WaitAsync(s_limit)).ShouldBe(WaitStatus.Exited(0));
        job.Output.ShouldBe("ONE TWO\n");
        session.Jobs[1].ShouldBe(job);
    }

    [Theory]
    [InlineData("echo a; echo b", "a\nb\n", 0)]
    [InlineData("echo a\necho b; exit 3\n", "a\nb\n", 3)]
    [InlineData("cat <<E\nin the document\nE\n", "in the document\n", 0)]
    [InlineData("false || echo \"$v\"", "of the session\n", 0)]
    [InlineData("f", "function\n", 0)]
    [InlineData("{ cat; exit 3; } <<E &\nhere\nE\n", "here\n", 3)]
    [InlineData("echo a & # the last", "a\n", 0)]
    public async Task Any_commands_are_one_job(string text, string output, int status)
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        await session.EvalAsync("v='of the session'; f() { echo function; }");
        ShellJob job = await session.StartAsync(text);
        (await job.WaitAsync(s_limit)).ShouldBe(WaitStatus.Exited(status));
        job.Output.ShouldBe(output);
    }

    [Fact]
    public async Task What_can_not_be_started_says_why()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { MaxJobs = 1, Policy = new NoTouch() });
        await Should.ThrowAsync<ShellSyntaxException>(() => session.StartAsync("echo ("));
        await Should.ThrowAsync<ArgumentException>(() => session.StartAsync("# nothing"));
        (await Should.ThrowAsync<ShellStartException>(() => session.StartAsync("/bin/touch x"))).ShouldSatisfyAllConditions(
            e => e.ExitStatus.ShouldBe(126), e => e.Message.ShouldContain("denied: no"));
        await Should.ThrowAsync<OperationCanceledException>(() => session.StartAsync("sleep 1000", null, new CancellationToken(canceled: true)));
        _ = await session.StartAsync("sleep 1000");
        (await Should.ThrowAsync<ShellStartException>(() => session.StartAsync("sleep 1000"))).Message.ShouldContain("too many jobs");
        session.Jobs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Its_time_ends_it_and_no_other()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        IAsyncEnumerable<ShellEvent> events = session.WatchAsync();
        ShellJob other = await session.StartAsync("sleep 1000");
        ShellJob job = await session.StartAsync("sleep 1000", new JobOptions { Timeout = TimeSpan.FromMilliseconds(50) });
        (await job.WaitAsync(s_limit)).ShouldBe(WaitStatus.Signalled(Signal.TERM));
        other.State.ShouldBe(JobState.Running);
        await session.DisposeAsync();
        (await events.ToListAsync()).OfType<JobFailed>().Select(failed => (failed.JobId, failed.Reason)).ShouldContain((job.Id, JobFailureReason.Timeout));
    }

    [Fact]
    public async Task Its_limits_are_those_of_limit()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellJob job = await session.StartAsync("ulimit -t; setsid sleep 1000 & echo $!; false", new JobOptions { CpuTime = TimeSpan.FromMilliseconds(1500), MemoryBytes = 256 << 20 });
        (await job.WaitAsync(s_limit)).ShouldBe(WaitStatus.Exited(1));
        job.CommandText.ShouldBe("ulimit -t; setsid sleep 1000 & echo $!; false");
        string[] lines = job.Output.Split('\n');
        lines[0].ShouldBe("2");
        // What it started has gone with it.
        ProcessReader.TryRead(int.Parse(lines[1], null), out _).ShouldBeFalse();
        const string TakeMuch = "perl -e '$| = 1; print \"begun \"; $bytes = 300 << 20; $x = \"x\" x $bytes; print length $x'";
        ShellJob free = await session.StartAsync(TakeMuch), greedy = await session.StartAsync(TakeMuch, new JobOptions { MemoryBytes = 64 << 20 });
        (await free.WaitAsync(s_limit)).ShouldBe(WaitStatus.Exited(0));
        free.Output.ShouldBe("begun 314572800");
        (await greedy.WaitAsync(s_limit)).ExitStatus.ShouldNotBe(0);
        greedy.Output.ShouldStartWith("begun ");
        greedy.Output.ShouldNotContain("314572800");
    }

    [Fact]
    public async Task A_job_is_found_by_what_the_shell_calls_it()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellJob first = await session.StartAsync("sleep 1000"), second = await session.StartAsync("sleep 2000"), third = await session.StartAsync("cat /dev/zero >/dev/null");
        session.Jobs["%1"].ShouldBe(first);
        session.Jobs["%+"].ShouldBe(third);
        session.Jobs["%%"].ShouldBe(third);
        session.Jobs["%-"].ShouldBe(second);
        session.Jobs["%cat"].ShouldBe(third);
        session.Jobs["%?2000"].ShouldBe(second);
        session.Jobs[$"{second.Info.Processes[0]}"].ShouldBe(second);
        session.Jobs.TryGet("%-", out ShellJob? found).ShouldBeTrue();
        found.ShouldBe(second);
        session.Jobs.TryGet("%sleep", out _).ShouldBeFalse();
        Should.Throw<KeyNotFoundException>(() => session.Jobs["%sleep"]).Message.ShouldBe("%sleep: more than one job matches; there are: 1, 2, 3.");
        Should.Throw<KeyNotFoundException>(() => session.Jobs["%9"]).Message.ShouldBe("%9: no such job; there are: 1, 2, 3.");
        session.Jobs.TryGet("1", out _).ShouldBeFalse();
        await first.SuspendAsync().WaitAsync(s_limit);
        session.Jobs["%+"].ShouldBe(first);
    }

    [Fact]
    public async Task Of_several_jobs_each_end_is_told_to_one()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        (await session.WaitAnyAsync()).ShouldBeNull();
        ShellJob slow = await session.StartAsync("sleep 1000"), quick = await session.StartAsync("exit 3"), last = await session.StartAsync("exit 4");
        ShellJob?[] ended = await Task.WhenAll(session.WaitAnyAsync(), session.WaitAnyAsync()).WaitAsync(s_limit);
        ended.ShouldBe([quick, last], ignoreOrder: true);
        ended.Select(job => job!.Info.ExitStatus).ShouldBe([3, 4], ignoreOrder: true);
        session.Jobs.Select(job => job.Id).ShouldBe([slow.Id]);
        (await session.EvalAsync("jobs")).Output.ShouldBe("[1] Running sleep 1000\n");
        await Should.ThrowAsync<TimeoutException>(() => session.WaitAnyAsync([slow], TimeSpan.FromMilliseconds(20)));
        using var cancellation = new CancellationTokenSource();
        Task<ShellJob?> waiting = session.WaitAnyAsync([slow], null, cancellation.Token);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting.WaitAsync(s_limit));
        slow.State.ShouldBe(JobState.Running);
    }

    private sealed class NoTouch : ICommandPolicy
    {
        public ValueTask<CommandDecision> DecideAsync(CommandRequest request, CancellationToken cancellation) =>
            new(request.Arguments is ["/bin/touch", ..] ? CommandDecision.Denied("no") : CommandDecision.Allowed);
    }
}
