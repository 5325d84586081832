using Drover.Engine.ControlGroups;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.StandardStreams;
using Drover.Runs;
using Drover.Testing;

namespace Drover.Shim.Tests.Limits;

public sealed class LimitTests : IDisposable
{
    private const long Megabyte = 1 << 20;
    private readonly TestStore _store = new();

    public static bool HasGroups { get; } = ControlGroupHierarchy.Detect() is var groups
        && groups[ControllerKind.Memory].IsUsable && groups[ControllerKind.Pids].IsUsable && groups[ControllerKind.Cpu].IsUsable;

    public void Dispose() => _store.Dispose();

    [Fact(Skip = "no writable control groups here", SkipUnless = nameof(HasGroups))]
    public void Leader_that_wants_too_much_memory_is_an_oom()
    {
        (Run run, RunStatus status) = _store.Run(_store.Program("allocate", "100") with { MemoryBytes = 30 * Megabyte });
        using (run)
        {
            status.Outcome.ShouldBe(RunOutcome.Oom);
            status.ExitStatus.ShouldBe(137);
            Eventually.IsTrue(() => !run.IsHeld);
            status.ControlGroups.ShouldNotBeEmpty();
            status.ControlGroups.ShouldAllBe(directory => !Directory.Exists(directory));
        }
    }

    [Fact(Skip = "no writable control groups here", SkipUnless = nameof(HasGroups))]
    public void Child_that_wants_too_much_memory_is_told_of_though_its_parent_exits_by_itself()
    {
        (Run run, RunStatus status) = _store.Run(_store.Shell($"'{TestPrograms.Path}' allocate 100; exit 5") with { MemoryBytes = 30 * Megabyte });
        using (run)
        {
            status.Outcome.ShouldBe(RunOutcome.Exited);
            status.ExitStatus.ShouldBe(5);
            status.Reason.ShouldBe("the kernel killed 1 of its processes, which wanted more memory than it may have");
        }
    }

    [Fact(Skip = "no writable control groups here", SkipUnless = nameof(HasGroups))]
    public void Limits_are_set_on_the_group_and_hold_for_the_whole_tree()
    {
        using Run run = _store.Start(_store.Program("fork-bomb-bounded", "20") with { Pids = 12, Cpus = 0.5, MemoryBytes = 500 * Megabyte });
        string text = TestStore.WaitForText(run, "refused");
        text.ShouldContain("refused ");
        RunStatus status = run.ReadStatus();
        ReadFirst(status, "pids.max").ShouldBe("12");
        ReadFirst(status, "memory.max", "memory.limit_in_bytes").ShouldBe($"{500 * Megabyte}");
        string cpu = ReadFirst(status, "cpu.max", "cpu.cfs_quota_us");
        (cpu.Contains(' ', StringComparison.Ordinal) ? double.Parse(cpu.Split(' ')[0]) / double.Parse(cpu.Split(' ')[1]) : double.Parse(cpu) / double.Parse(ReadFirst(status, "cpu.cfs_period_us"))).ShouldBe(0.5);
        run.Stop().Outcome.ShouldBe(RunOutcome.Stopped);
        Eventually.IsTrue(() => !run.IsHeld);
        status.ControlGroups.ShouldAllBe(directory => !Directory.Exists(directory));
    }

    [Fact(Skip = "no writable control groups here", SkipUnless = nameof(HasGroups))]
    public void Orphans_that_left_everything_but_their_group_are_found_by_it()
    {
        using Run run = _store.Start(_store.Program("setsid-escape", "--ignore-term", "--clear-env") with { Pids = 50 });
        int[] pids = TestStore.WaitUntilReady(run);
        RunStatus status = run.ReadStatus();
        status.Shim.TrySignal(9);
        run.Wait().Outcome.ShouldBe(RunOutcome.Lost);
        foreach (int pid in pids) ProcessTable.IsAlive(pid).ShouldBeFalse();
        status.ControlGroups.ShouldAllBe(directory => !Directory.Exists(directory));
    }

    [Fact]
    public void Memory_is_looked_at_where_there_are_no_groups()
    {
        (int exitStatus, string text) = AskWithoutGroups("--memory", $"{40 * Megabyte}", "--", TestPrograms.Path, "allocate", "200");
        using Run run = _store.Store.Open(text.Trim());
        RunStatus status = run.Wait();
        status.Outcome.ShouldBe(RunOutcome.Oom);
        status.Reason.ShouldNotBeNull().ShouldMatch(@"^it had \d+ bytes of memory and may have 41943040 \(looked at once a second: .*\)$");
        exitStatus.ShouldBe(137);
        _store.Alive().ShouldBeEmpty();
    }

    [Fact]
    public void Limit_that_needs_a_group_is_refused_in_one_sentence_where_there_is_none()
    {
        (int exitStatus, string text) = AskWithoutGroups("--pids", "10", "--", TestPrograms.Path, "obey");
        using Run run = _store.Store.Open(text.Trim());
        RunStatus status = run.Wait();
        status.Outcome.ShouldBe(RunOutcome.StartFailed);
        status.Reason.ShouldNotBeNull().ShouldStartWith("The limits can't be set up: ");
        exitStatus.ShouldBe(125);
    }

    [Theory]
    [InlineData("nofile", "64")]
    [InlineData("core", "0")]
    [InlineData("fsize", "4096")]
    public void Resource_limit_is_the_command_s(string name, string value)
    {
        RunSpec spec = _store.Program("print-status");
        ulong limit = ulong.Parse(value);
        spec = name switch { "nofile" => spec with { OpenFiles = limit }, "core" => spec with { CoreBytes = limit }, _ => spec with { FileBytes = limit } };
        (Run run, RunStatus status) = _store.Run(spec);
        using (run)
        {
            status.ExitStatus.ShouldBe(0);
            string words = name switch { "nofile" => "open_files", "core" => "core_file_size", _ => "file_size" };
            TestStore.Text(run).ShouldContain($"limit {words} {value} {value}\n");
        }
    }

    [Fact]
    public void User_nice_and_environment_are_the_command_s()
    {
        (Run run, RunStatus status) = _store.Run(_store.Program("print-status") with { Credentials = new Credentials(65534, 65534, []), Nice = 5 });
        using (run)
        {
            status.ExitStatus.ShouldBe(0, status.Reason);
            string text = TestStore.Text(run);
            text.ShouldContain("\nuid 65534 65534 65534 65534\n");
            text.ShouldContain("\ngroups \n");
            text.ShouldContain("\nnice 5\n");
            text.ShouldContain("\nsigblk 0000000000000000\n");
            text.ShouldContain("\npdeathsig 9\n");
        }
    }

    private static string ReadFirst(RunStatus status, params string[] names)
    {
        foreach (string directory in status.ControlGroups)
            foreach (string name in names)
                if (File.Exists($"{directory}/{name}")) return File.ReadAllText($"{directory}/{name}").Trim();
        throw new FileNotFoundException(string.Join(", ", names));
    }

    // In a mount namespace whose /sys/fs/cgroup is an empty, read-only file system.
    private (int ExitStatus, string Output) AskWithoutGroups(params string[] arguments)
    {
        const string hide = "mount -t tmpfs -o ro none /sys/fs/cgroup && exec \"$@\"";
        ProcessSpec asker = ProcessSpec.Of("unshare", ["-m", "sh", "-c", hide, "sh", TestPrograms.Asker, _store.Path, .. arguments.Select(a => new Drover.Engine.ByteString(a))]) with { Environment = _store.Environment };
        using Pipeline pipeline = _store.Engine.Start(asker.Redirect(Redirection.PipeFromChild(1)));
        using FileStream output = pipeline.Stages[0].TakePipe(1).ToStream(FileAccess.Read);
        string text = new StreamReader(output).ReadToEnd();
        return (pipeline.Wait().ExitStatus, text);
    }
}
