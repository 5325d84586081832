using Drover.Shell.Sessions;
using Drover.Testing;

namespace Drover.Shell.Tests.Sessions;

/// <summary>What people were promised that works as written, through the API.</summary>
public sealed class ScenarioTests
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task The_example_of_the_documentation_works()
    {
        await using var session = await ShellHost.CreateSessionAsync();
        var watched = new List<ShellEvent>();
        Task watching = Watch(session, watched);
        var result = await session.EvalAsync("find / -name '*.log' 2>/dev/null &");
        result.StartedJobs[0].Id.ShouldBe(1);
        result.Output.ShouldBe("Job started: 1");
        foreach (JobInfo job in session.Jobs)
        {
            job.Id.ShouldBe(1);
            job.CommandText.ShouldContain("find / -name '*.log'");
            job.Processes.ShouldNotBeEmpty();
            job.Group.ShouldBe(job.Processes[0]);
        }
        if (session.Jobs.TryGet(1, out ShellJob? first)) await first.TerminateAsync(s_grace);
        await result.StartedJobs[0].WaitAsync(TimeSpan.FromSeconds(10));
        await session.DisposeAsync();
        await watching;
        watched.OfType<JobStarted>().Count().ShouldBe(1);
        watched.Count(happening => happening is JobCompleted or JobFailed).ShouldBe(1);
        watched.OfType<PipelineStarted>().Count().ShouldBe(1);
        watched.OfType<PipelineCompleted>().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Listing_through_grep_gives_the_names_that_match()
    {
        using var directory = new TemporaryDirectory();
        foreach (string name in (string[])["a.ex", "b.exs", "c.txt"]) await File.WriteAllTextAsync(directory[name], "");
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { WorkingDirectory = directory.Path });
        ShellResult result = await session.EvalAsync("ls | grep .ex");
        result.Output.ShouldBe("a.ex\nb.exs\n");
        result.ExitStatus.ShouldBe(0);
        result.PipeStatus.ShouldBe([0, 0]);
    }

    [Fact]
    public async Task A_pipeline_into_a_file_prints_nothing()
    {
        using var directory = new TemporaryDirectory();
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { WorkingDirectory = directory.Path });
        ShellResult result = await session.EvalAsync("ps aux | grep dotnet | awk '{print $2}' > pids.txt");
        result.Output.ShouldBe("");
        result.Error.ShouldBe("");
        string[] pids = await File.ReadAllLinesAsync(directory["pids.txt"]);
        pids.ShouldAllBe(pid => pid.All(char.IsAsciiDigit));
    }

    [Fact]
    public async Task A_background_job_is_listed_and_killed_by_its_number()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellResult started = await session.EvalAsync("sleep 1000 &");
        started.Output.ShouldBe("Job started: 1");
        (await session.EvalAsync("jobs")).Output.ShouldStartWith("[1] Running sleep 1000");
        ShellResult killed = await session.EvalAsync("kill 1");
        killed.Output.ShouldBe("Job 1 terminated");
        killed.ExitStatus.ShouldBe(0);
        (await started.StartedJobs[0].WaitAsync(TimeSpan.FromSeconds(10))).Signal.ShouldBe(Engine.Signals.Signal.TERM);
        started.StartedJobs[0].State.ShouldBe(JobState.Terminated);
        session.Jobs.Count.ShouldBe(0);
        (await session.EvalAsync("sleep 1000 & kill %1")).Output.ShouldBe("Job started: 1\nJob 1 terminated");
    }

    [Theory]
    [InlineData(0, 0, "clean\nbuild\n")]
    [InlineData(0, 1, "clean\nbuild\nBuild failed\n")]
    [InlineData(1, 0, "clean\nBuild failed\n")]
    [InlineData(1, 1, "clean\nBuild failed\n")]
    public async Task And_or_lists_hold_for_functions(int clean, int build, string expected)
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        await session.EvalAsync($$"""make() { echo "$1"; if [ "$1" = clean ]; then return {{clean}}; fi; return {{build}}; }""");
        ShellResult result = await session.EvalAsync("make clean && make build || echo 'Build failed'");
        result.Output.ShouldBe(expected);
        result.ExitStatus.ShouldBe(0);
    }

    private static async Task Watch(ShellSession session, List<ShellEvent> into)
    {
        await foreach (ShellEvent happening in session.WatchAsync()) into.Add(happening);
    }
}
