using Drover.Shell.Sessions;
using Drover.Testing;

namespace Drover.Shell.Tests.Sessions;

/// <summary>Many sessions, many jobs, and nothing left of them.</summary>
[Collection(AloneCollection.Name)]
public sealed class SessionStressTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_hundred_sessions_leave_no_thread_descriptor_child_or_stray()
    {
        await UseOnceAsync();
        var check = new LeakCheck();
        for (int round = 0; round < 10; round++) await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => UseOnceAsync())).WaitAsync(s_limit);
        await check.NothingLeftAsync(threads: "drover");
    }

    [Fact]
    public async Task Twenty_sessions_evaluate_at_once_and_each_gets_its_own()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
        {
            await using ShellSession session = await ShellHost.CreateSessionAsync();
            await session.SetVariableAsync("n", $"{number}");
            for (int i = 0; i < 10; i++)
            {
                ShellResult result = await session.EvalAsync($"echo $n {i}; /bin/echo $n {i} | cat; (/bin/echo $n {i}; :)");
                result.Output.ShouldBe(string.Concat(Enumerable.Repeat($"{number} {i}\n", 3)));
            }
        })).WaitAsync(s_limit);
    }

    [Fact]
    public async Task Evaluations_of_one_session_run_in_the_order_of_their_calls()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        Task<ShellResult>[] all = [.. Enumerable.Range(0, 200).Select(i => session.EvalAsync($"n={i}; echo $((n))"))];
        string[] outputs = [.. (await Task.WhenAll(all)).Select(result => result.Output)];
        outputs.ShouldBe(Enumerable.Range(0, 200).Select(i => $"{i}\n"));
    }

    [Fact]
    public async Task A_thousand_jobs_at_once_each_end_once()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { EventBuffer = 100_000 });
        IAsyncEnumerable<ShellEvent> watched = session.WatchAsync();
        ShellResult result = await session.EvalAsync("i=0; while [ $i -lt 1000 ]; do sleep 1000 & i=$((i+1)); done").WaitAsync(s_limit);
        result.Error.ShouldBe("");
        result.StartedJobs.Length.ShouldBe(1000);
        session.Jobs.Count.ShouldBe(1000);
        session.Jobs.ShouldAllBe(job => job.State == JobState.Running);
        foreach (ShellJob job in result.StartedJobs) job.Signal(Engine.Signals.Signal.TERM).ShouldBeTrue();
        await Task.WhenAll(result.StartedJobs.Select(job => job.WaitAsync())).WaitAsync(s_limit);
        (await session.EvalAsync("wait; jobs")).Output.ShouldBe("");
        await session.DisposeAsync();
        List<ShellEvent> events = await watched.ToListAsync();
        events.OfType<JobStarted>().Select(started => started.JobId).ShouldBe(Enumerable.Range(1, 1000));
        events.OfType<JobFailed>().Select(failed => failed.JobId).Order().ShouldBe(Enumerable.Range(1, 1000));
    }

    [Fact]
    public async Task A_thousand_subshells_in_processes_of_their_own_from_several_sessions()
    {
        int failures = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async number =>
        {
            await using ShellSession session = await ShellHost.CreateSessionAsync();
            await session.EvalAsync("f() { echo \"$1:$x\"; }; x=value");
            for (int batch = 0; batch < 10; batch++)
            {
                ShellResult result = await session.EvalAsync("i=0; while [ $i -lt 25 ]; do { f $i; /bin/true; } & i=$((i+1)); done; wait");
                for (int i = 0; i < 25; i++)
                {
                    await result.StartedJobs[i].WaitAsync();
                    if (result.StartedJobs[i].Output != $"{i}:value\n") Interlocked.Increment(ref failures);
                }
            }
        })).WaitAsync(s_limit);
        failures.ShouldBe(0);
    }

    [Fact]
    public async Task Disposing_ends_jobs_that_resist_and_those_that_are_stopped()
    {
        var session = await ShellHost.CreateSessionAsync(new SessionOptions { DisposeGrace = TimeSpan.FromMilliseconds(200) });
        ShellResult result = await session.EvalAsync("sh -c 'trap \"\" TERM HUP INT; echo ready; while :; do sleep 1; done' & sleep 1000 & sleep 1000 | cat &");
        await Eventually.IsTrueAsync(() => result.StartedJobs[0].Output == "ready\n");
        await result.StartedJobs[1].SuspendAsync();
        int[] groups = [.. session.Jobs.Select(job => job.Group)];
        await session.DisposeAsync().AsTask().WaitAsync(s_limit);
        ProcessTable.All().ShouldNotContain(process => groups.Contains(process.Group) && !process.IsZombie);
        result.StartedJobs.ShouldAllBe(job => job.State == JobState.Terminated);
        await Should.ThrowAsync<ObjectDisposedException>(() => session.EvalAsync("echo"));
    }

    [Fact]
    public async Task Disposing_ends_what_runs_and_refuses_what_waits()
    {
        var session = await ShellHost.CreateSessionAsync(new SessionOptions { DisposeGrace = TimeSpan.FromMilliseconds(200) });
        using var directory = new TemporaryDirectory();
        Task<ShellResult> running = session.EvalAsync($": > {directory["begun"]}; while :; do :; done");
        await Eventually.IsTrueAsync(() => File.Exists(directory["begun"]));
        Task<ShellResult> queued = session.EvalAsync("echo never");
        await session.DisposeAsync().AsTask().WaitAsync(s_limit);
        (await running).ExitStatus.ShouldBe(143);
        await Should.ThrowAsync<ObjectDisposedException>(() => queued);
    }

    [Fact]
    public async Task Contained_means_that_nothing_outlives_an_evaluation()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { Contained = true });
        ShellResult result = await session.EvalAsync("sh -c 'setsid sleep 1000 & echo $!'", new EvalOptions { Grace = TimeSpan.FromMilliseconds(500) }).WaitAsync(s_limit);
        int pid = int.Parse(result.Output, System.Globalization.CultureInfo.InvariantCulture);
        ProcessTable.IsAlive(pid).ShouldBeFalse();
    }

    [Fact]
    public async Task A_host_ends_all_of_its_sessions_and_counts_them()
    {
        var host = new ShellHost(new ShellHostOptions { MaxSessions = 2 });
        ShellSession first = await host.OpenSessionAsync(), second = await host.OpenSessionAsync();
        await Should.ThrowAsync<InvalidOperationException>(() => host.OpenSessionAsync());
        await second.EvalAsync("sleep 1000 &");
        host.EnumerateJobs().Single().SessionId.ShouldBe(second.Id);
        await first.DisposeAsync();
        host.Sessions.ShouldBe([second]);
        await using (await host.OpenSessionAsync()) host.Sessions.Count.ShouldBe(2);
        await host.DisposeAsync().AsTask().WaitAsync(s_limit);
        host.Sessions.ShouldBeEmpty();
        await Should.ThrowAsync<ObjectDisposedException>(() => host.OpenSessionAsync());
    }

    private static async Task UseOnceAsync()
    {
        await using var host = new ShellHost();
        await using ShellSession session = await host.OpenSessionAsync();
        ShellResult result = await session.EvalAsync("echo a; /bin/echo b | cat; x=$(/bin/echo c; :); sleep 1000 & sh -c 'sleep 3 & :'; cat", new EvalOptions { InputStream = new MemoryStream([(byte)'d']) });
        result.Output.ShouldBe("a\nb\nd\nJob started: 1");
    }
}
