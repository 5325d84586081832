using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Shell.Sessions;
using Drover.Testing;

namespace Drover.Shell.Tests.Sessions;

/// <summary>Jobs through the API: real processes, real signals.</summary>
public sealed class JobTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_job_is_stopped_and_goes_on_for_real()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellJob job = (await session.EvalAsync("sleep 1000 | cat &")).StartedJobs[0];
        job.Info.Processes.Length.ShouldBe(2);
        await job.SuspendAsync().WaitAsync(s_limit);
        job.State.ShouldBe(JobState.Stopped);
        job.Info.Processes.ShouldAllBe(pid => StateOf(pid) == 'T');
        job.Info.Status!.Value.Kind.ShouldBe(WaitStatusKind.Stopped);
        (await session.EvalAsync("jobs")).Output.ShouldStartWith("[1] Stopped");
        (await job.ResumeAsync()).ShouldBeTrue();
        job.State.ShouldBe(JobState.Running);
        await Eventually.IsTrueAsync(() => job.Info.Processes.All(pid => StateOf(pid) == 'S'));
        job.Signal(Signal.KILL).ShouldBeTrue();
        (await job.WaitAsync(s_limit)).ShouldBe(WaitStatus.Signalled(Signal.KILL));
        job.Signal(Signal.TERM).ShouldBeFalse();
        job.Info.Usage.ShouldNotBeNull();
        job.Info.ExitStatus.ShouldBe(137);
        job.Info.EndedAt!.Value.ShouldBeGreaterThan(job.Info.StartedAt);
    }

    [Fact]
    public async Task A_job_that_somebody_else_has_let_go_on_is_stopped_again()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellJob job = (await session.EvalAsync("sleep 1000 | cat &")).StartedJobs[0];
        for (int i = 0; i < 50; i++)
        {
            await job.SuspendAsync().WaitAsync(s_limit);
            job.Info.Processes.ShouldAllBe(pid => StateOf(pid) == 'T');
            job.Signal(Signal.CONT).ShouldBeTrue();
        }
    }

    // The session knows that the first stage goes on and not yet that the second does, which takes no SIGTSTP: the stop of the first one alone is not the job's.
    [Fact]
    public async Task A_stage_whose_stop_is_over_unseen_does_not_count_as_stopped()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        using var directory = new TemporaryDirectory();
        await session.EvalAsync($"mkfifo {directory["fifo"]}");
        ShellJob job = (await session.EvalAsync("sleep 1000 | sh -c 'trap \"\" TSTP; echo ready >&2; cat' &")).StartedJobs[0];
        await Eventually.IsTrueAsync(() => job.Output == "ready\n");
        await job.SuspendAsync().WaitAsync(s_limit);
        (await session.EvalAsync($"kill -s CONT {job.Info.Processes[0]}")).ExitStatus.ShouldBe(0);
        await Eventually.IsTrueAsync(() => job.State == JobState.Running);
        int second = job.Info.Processes[1];
        StateOf(second).ShouldBe('T');
        Task evaluation = session.EvalAsync($": < {directory["fifo"]}");
        await Eventually.IsTrueAsync(() => Directory.GetDirectories("/proc/self/task").Any(thread => File.ReadAllText(thread + "/wchan") == "wait_for_partner"));
        job.Signal(Signal.CONT).ShouldBeTrue();
        Task suspending = job.SuspendAsync();
        await using (new FileStream(directory["fifo"], FileMode.Open, FileAccess.Write)) await evaluation.WaitAsync(s_limit);
        await suspending.WaitAsync(s_limit);
        job.Info.Processes.ShouldAllBe(pid => StateOf(pid) == 'T');
    }

    // A shell that is starting a program waits in vfork(2) until the child has called execve(2). Here that takes as long as nobody opens the FIFO.
    [Fact]
    public async Task A_job_that_can_not_stop_yet_is_stopped_when_it_can()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        using var directory = new TemporaryDirectory();
        await session.EvalAsync($"mkfifo {directory["fifo"]}");
        const string Spawn = "import os, sys; os.posix_spawn('/bin/sleep', ['sleep', '1000'], {}, file_actions=[(os.POSIX_SPAWN_OPEN, 0, sys.argv[1], os.O_RDONLY, 0)]); os.wait()";
        ShellJob job = (await session.EvalAsync($"python3 -c \"{Spawn}\" {directory["fifo"]} &")).StartedJobs[0];
        int leader = job.Info.Processes[0];
        ProcessEntry[] Children() => [.. ProcessTable.All().Where(process => process.Parent == leader)];
        await Eventually.IsTrueAsync(() => StateOf(leader) == 'D' && Children().Length == 1);
        int child = Children()[0].Pid;
        Task suspending = job.SuspendAsync();
        await Eventually.IsTrueAsync(() => StateOf(child) == 'T');
        suspending.IsCompleted.ShouldBeFalse();
        await using (FileStream fifo = new(directory["fifo"], FileMode.Open, FileAccess.ReadWrite)) await suspending.WaitAsync(s_limit);
        job.State.ShouldBe(JobState.Stopped);
        await Eventually.IsTrueAsync(() => StateOf(leader) == 'T' && StateOf(child) == 'T');
        await job.ResumeAsync();
        await Eventually.IsTrueAsync(() => StateOf(leader) == 'S' && StateOf(child) == 'S');
    }

    [Fact]
    public async Task A_signal_reaches_the_whole_group_and_a_stopped_job_can_obey()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellJob job = (await session.EvalAsync("sh -c 'sleep 1000; :' &")).StartedJobs[0];
        await Eventually.IsTrueAsync(() => ProcessTable.All().Count(process => process.Group == job.Info.Group) == 2);
        await job.SuspendAsync().WaitAsync(s_limit);
        job.Signal(Signal.TERM).ShouldBeTrue();
        await job.WaitAsync(s_limit);
        await Eventually.IsTrueAsync(() => !ProcessTable.All().Any(process => process.Group == job.Info.Group));
    }

    [Fact]
    public async Task Who_ignores_the_request_to_end_is_killed_after_the_grace()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellJob job = (await session.EvalAsync("sh -c 'trap \"\" TERM; echo ready; sleep 1000' &")).StartedJobs[0];
        await Eventually.IsTrueAsync(() => job.Output == "ready\n");
        await job.TerminateAsync(TimeSpan.FromMilliseconds(100)).WaitAsync(s_limit);
        job.Info.Status.ShouldBe(WaitStatus.Signalled(Signal.KILL));
        job.State.ShouldBe(JobState.Terminated);
    }

    [Fact]
    public async Task Waiting_ends_by_time_or_cancellation_and_the_job_goes_on()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellJob job = (await session.EvalAsync("sleep 1000 &")).StartedJobs[0];
        await Should.ThrowAsync<TimeoutException>(() => job.WaitAsync(TimeSpan.FromMilliseconds(10)));
        using var cancellation = new CancellationTokenSource();
        Task<WaitStatus> waiting = job.WaitAsync(cancellation: cancellation.Token);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        job.State.ShouldBe(JobState.Running);
    }

    [Fact]
    public async Task A_foreground_job_can_be_sent_to_the_background_and_brought_back()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        using var directory = new TemporaryDirectory();
        Task<ShellResult> evaluation = session.EvalAsync($"sh -c 'until [ -e {directory["go"]} ]; do sleep 0.01; done; exit 5'; echo went on");
        await Eventually.IsTrueAsync(() => session.Jobs.Count == 1);
        ShellJob job = session.Jobs[1];
        job.Info.IsBackground.ShouldBeFalse();
        await job.BackgroundAsync();
        ShellResult result = await evaluation.WaitAsync(s_limit);
        result.Output.ShouldBe("went on\nJob started: 1");
        result.StartedJobs.ShouldBe([job]);
        job.Info.IsBackground.ShouldBeTrue();
        Task<WaitStatus> foreground = job.ForegroundAsync();
        Task<ShellResult> behind = session.EvalAsync("echo behind");
        behind.IsCompleted.ShouldBeFalse();
        await File.WriteAllTextAsync(directory["go"], "");
        (await foreground.WaitAsync(s_limit)).ExitCode.ShouldBe(5);
        (await behind.WaitAsync(s_limit)).Output.ShouldBe("behind\n");
        session.Jobs.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Fg_and_bg_do_what_they_say()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        using var directory = new TemporaryDirectory();
        ShellJob job = (await session.EvalAsync($"sh -c 'until [ -e {directory["go"]} ]; do sleep 0.01; done; exit 3' &")).StartedJobs[0];
        await job.SuspendAsync().WaitAsync(s_limit);
        (await session.EvalAsync("bg %1")).ExitStatus.ShouldBe(0);
        Task<ShellResult> foreground = session.EvalAsync("fg %1");
        await Eventually.IsTrueAsync(() => !job.Info.IsBackground);
        await File.WriteAllTextAsync(directory["go"], "");
        (await foreground.WaitAsync(s_limit)).ExitStatus.ShouldBe(3);
    }

    [Fact]
    public async Task A_foreground_pipeline_that_stops_becomes_a_job()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellResult result = await session.EvalAsync("sh -c 'kill -STOP $$; exit 6'").WaitAsync(s_limit);
        result.ExitStatus.ShouldBe(128 + Signal.STOP.Number);
        result.StartedJobs.Length.ShouldBe(1);
        session.Jobs[1].State.ShouldBe(JobState.Stopped);
        (await session.EvalAsync("fg").WaitAsync(s_limit)).ExitStatus.ShouldBe(6);
    }

    [Fact]
    public async Task The_smallest_free_number_is_given()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        await session.EvalAsync("sleep 1000 & sleep 1000 & sleep 1000 &");
        session.Jobs.Select(job => job.Id).ShouldBe([1, 2, 3]);
        await session.EvalAsync("kill %2");
        session.Jobs.Select(job => job.Id).ShouldBe([1, 3]);
        (await session.EvalAsync("sleep 1000 &")).Output.ShouldBe("Job started: 2");
    }

    [Fact]
    public async Task An_ended_job_stays_until_somebody_was_told()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellJob job = (await session.EvalAsync("sh -c 'exit 3' &")).StartedJobs[0];
        await job.WaitAsync(s_limit);
        session.Jobs[1].State.ShouldBe(JobState.Exited);
        session.Jobs[1].Info.ExitStatus.ShouldBe(3);
        (await session.EvalAsync("jobs")).Output.ShouldStartWith("[1] Done(3) sh -c 'exit 3'");
        session.Jobs.Count.ShouldBe(0);
        Should.Throw<KeyNotFoundException>(() => session.Jobs[1]).Message.ShouldContain("no job 1");
        (await session.EvalAsync("sh -c 'exit 4' & wait %1")).ExitStatus.ShouldBe(4);
    }

    [Fact]
    public async Task Ended_jobs_that_nobody_asks_about_are_forgotten_after_a_while()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { MaxFinishedJobs = 2 });
        for (int i = 0; i < 4; i++) await (await session.EvalAsync("true &")).StartedJobs[0].WaitAsync(s_limit);
        await session.EvalAsync(":");
        session.Jobs.Count.ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task What_a_background_job_writes_is_its_own()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellResult result = await session.EvalAsync("{ echo out; echo err >&2; } & echo foreground");
        await result.StartedJobs[0].WaitAsync(s_limit);
        result.Output.ShouldBe("foreground\nJob started: 1");
        result.StartedJobs[0].Output.ShouldBe("out\nerr\n");
        ShellJob much = (await session.EvalAsync("head -c 1000000 /dev/zero | tr '\\0' x; echo end &")).StartedJobs[0];
        await much.WaitAsync(s_limit);
        much.Output.ShouldBe("end\n");
    }

    [Fact]
    public async Task More_jobs_than_allowed_are_refused_in_words()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { MaxJobs = 2 });
        ShellResult result = await session.EvalAsync("sleep 1000 & sleep 1000 & sleep 1000 &");
        result.ExitStatus.ShouldBe(1);
        result.Error.ShouldContain("too many jobs: 2 live");
        result.StartedJobs.Length.ShouldBe(2);
        session.Jobs.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_number_that_names_no_job_is_a_pid_and_the_host_is_never_hit()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        (await session.EvalAsync("kill -0 $$; kill -USR1 0 & wait; echo $?")).Output.ShouldContain("0");
        await using ShellSession strict = await ShellHost.CreateSessionAsync(new SessionOptions { NumbersNameJobs = false });
        ShellJob job = (await strict.EvalAsync("sleep 1000 &")).StartedJobs[0];
        (await strict.EvalAsync("kill -0 999999999")).ExitStatus.ShouldBe(1);
        job.State.ShouldBe(JobState.Running);
    }

    private static char StateOf(int pid)
    {
        string stat = File.ReadAllText($"/proc/{pid}/stat");
        return stat[stat.LastIndexOf(')') + 2];
    }
}
