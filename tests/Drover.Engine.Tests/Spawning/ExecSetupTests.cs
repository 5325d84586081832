using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Limits;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.ProcessTrees;
using Drover.Engine.Signals;
using Drover.Engine.Spawning;
using Drover.Engine.StandardStreams;
using Drover.Engine.Tests.TestSupport;
using Drover.Testing;
using ProcessTable = Drover.Testing.ProcessTable;

namespace Drover.Engine.Tests.Spawning;

public sealed class ExecSetupTests : EngineTest
{
    private static readonly Credentials s_nobody = new(65534, 65534, [7, 65534]);

    [Theory]
    [InlineData(ResourceLimit.Cpu, "cpu_time", 17, 3600)]
    [InlineData(ResourceLimit.FileSize, "file_size", 1 << 20, 1 << 21)]
    [InlineData(ResourceLimit.Data, "data_size", 1L << 34, 1L << 35)]
    [InlineData(ResourceLimit.Stack, "stack_size", 1 << 20, 1 << 24)]
    [InlineData(ResourceLimit.Core, "core_file_size", 0, 4096)]
    [InlineData(ResourceLimit.Processes, "processes", 5000, 6000)]
    [InlineData(ResourceLimit.OpenFiles, "open_files", 64, 128)]
    [InlineData(ResourceLimit.LockedMemory, "locked_memory", 4096, 8192)]
    [InlineData(ResourceLimit.AddressSpace, "address_space", 1L << 38, 1L << 39)]
    public void Each_limit_is_set_soft_and_hard(ResourceLimit resource, string name, long soft, long hard)
    {
        StatusReport report = Report(Program("print-status") with { Limits = ResourceLimits.None.With(resource, (ulong)soft, (ulong)hard) });
        report.Limit(name).ShouldBe($"{soft} {hard}");
    }

    [Fact]
    public void Unlimited_is_unlimited()
    {
        StatusReport report = Report(Program("print-status") with { Limits = ResourceLimits.None.With(ResourceLimit.Core, ResourceLimits.Unlimited) });
        report.Limit("core_file_size").ShouldBe("unlimited unlimited");
    }

    [Fact]
    public void Small_limits_of_memory_bind_the_program_and_not_the_helper()
    {
        ResourceLimits limits = ResourceLimits.None.With(ResourceLimit.AddressSpace, 64 << 20).With(ResourceLimit.Data, 32 << 20).With(ResourceLimit.Stack, 1 << 20);
        (PipelineStatus status, string output) = Run(Shell("ulimit -v; ulimit -d; ulimit -s") with { Limits = limits, Credentials = s_nobody });
        output.ShouldBe("65536\n32768\n1024\n");
        status.ExitStatus.ShouldBe(0);
    }

    [Fact]
    public void A_few_open_files_are_enough_for_the_helper()
    {
        (_, string output) = Run(Shell("ulimit -n") with { Limits = ResourceLimits.None.With(ResourceLimit.OpenFiles, 5), OomScoreAdjustment = 500 });
        output.ShouldBe("5\n");
    }

    [Fact]
    public void Umask_nice_and_oom_score_are_set()
    {
        StatusReport report = Report(Program("print-status") with { Umask = 0b111_000_111, Nice = 5, OomScoreAdjustment = 321 });
        (report["umask"], report["nice"], report["oom_score_adj"]).ShouldBe(("0707", "5", "321"));
        Report(Program("print-status") with { Nice = -3 })["nice"].ShouldBe("-3");
    }

    [Fact]
    public void Credentials_are_all_of_the_users()
    {
        StatusReport report = Report(Program("print-status") with { Credentials = s_nobody });
        report["uid"].ShouldBe("65534 65534 65534 65534");
        report["gid"].ShouldBe("65534 65534 65534 65534");
        report["groups"].ShouldBe("7 65534");
        report.Mask("capeff").ShouldBe(0UL);
    }

    [Fact]
    public void What_needs_privileges_is_done_before_they_are_given_up()
    {
        StatusReport report = Report(Program("print-status") with
        {
            Credentials = s_nobody,
            Nice = -5,
            OomScoreAdjustment = 100,
            Limits = ResourceLimits.None.With(ResourceLimit.OpenFiles, 4096).With(ResourceLimit.AddressSpace, ResourceLimits.Unlimited),
            NoNewPrivileges = true,
            ParentDeathSignal = Signal.USR1,
        });
        (report["nice"], report["oom_score_adj"], report["no_new_privs"]).ShouldBe(("-5", "100", "1"));
        report.Limit("open_files").ShouldBe("4096 4096");
        // A change of the user would have cleared it.
        report["pdeathsig"].ShouldBe("10");
    }

    [Fact]
    public void No_new_privileges_is_only_set_when_asked_for()
    {
        Report(Program("print-status") with { NoNewPrivileges = true })["no_new_privs"].ShouldBe("1");
        Report(Program("print-status") with { Umask = 0 })["no_new_privs"].ShouldBe("0");
    }

    [Fact]
    public void Hidden_mount_is_hidden_from_the_program_alone()
    {
        const string mount = "/dev/shm";
        bool IsMounted(string mounts) => mounts.Split('\n').Any(line => line.Split(' ') is [_, mount, ..]);
        IsMounted(File.ReadAllText("/proc/self/mounts")).ShouldBeTrue("the test needs it");
        ProcessSpec cat = ProcessSpec.Of("cat", "/proc/self/mounts");
        IsMounted(Run(cat).Output).ShouldBeTrue();
        IsMounted(Run(cat with { HiddenMount = mount }).Output).ShouldBeFalse();
        IsMounted(File.ReadAllText("/proc/self/mounts")).ShouldBeTrue();
    }

    [Fact]
    public void Mount_that_is_not_there_can_not_be_hidden()
    {
        SpawnException failure = Should.Throw<SpawnException>(() => Run(ProcessSpec.Of("true") with { HiddenMount = "/etc/passwd" }));
        (failure.Step, failure.Errno).ShouldBe((SpawnStep.Mount, 22));
        Should.Throw<ArgumentException>(() => Run(ProcessSpec.Of("true") with { HiddenMount = "dev/shm" }));
    }

    [Fact]
    public void Control_group_files_get_the_process_before_its_program()
    {
        // An ordinary file stands for cgroup.procs here; real groups are the control group tests' matter.
        string file = Temporary["cgroup.procs"];
        File.WriteAllText(file, "");
        Run(Shell($"cat {file}") with { ControlGroupFiles = [file] }).Output.ShouldBe("0");
    }

    [Fact]
    public async Task The_parent_death_signal_comes_when_the_loops_thread_ends()
    {
        Pipeline pipeline;
        using (var engine = new ProcessEngine())
        {
            pipeline = engine.Start(Silent("obey") with { ParentDeathSignal = Signal.KILL, Credentials = s_nobody });
            ProcessTable.IsAlive(pipeline.Stages[0].Pid).ShouldBeTrue();
        }
        await Eventually.IsTrueAsync(() => ProcessTable.Find(pipeline.Stages[0].Pid) is { IsZombie: true });
        ReapByHand(pipeline.Stages[0].Pid).ShouldBe(9);
    }

    [Fact]
    public async Task The_end_of_the_thread_that_asked_does_not_send_the_parent_death_signal()
    {
        Pipeline? pipeline = null;
        var asker = new Thread(() => pipeline = Engine.Start(Captured(PipelineSpec.Of(Program("echo-stdin").Redirect(Redirection.PipeToChild(0)) with { ParentDeathSignal = Signal.KILL }))));
        asker.Start();
        asker.Join();
        using (Descriptor input = pipeline!.Stages[0].TakePipe(0)) input.WriteAll("alive"u8).ShouldBeTrue();
        ReadAll(pipeline.Stages[0]).ShouldBe("alive");
        (await pipeline.Completion).ExitStatus.ShouldBe(0);
    }

    [Fact]
    public void A_pumped_loops_thread_spawns_by_itself()
    {
        using var loop = new EventLoop();
        using var engine = new ProcessEngine(new EngineOptions { Loop = loop, ChildSignals = ChildSignalSource.None });
        engine.Start(ProcessSpec.Of("true") with { ParentDeathSignal = Signal.KILL }).Wait().ExitStatus.ShouldBe(0);
    }

    public static TheoryData<string, ProcessSpec, SpawnStep, int, string> Failures { get; } = new()
    {
        { "limit", Spec() with { Limits = ResourceLimits.None.With(ResourceLimit.OpenFiles, 2_000_000_000) }, SpawnStep.Limit, 1, "could not set the resource limit OpenFiles = 2000000000: Operation not permitted" },
        { "control group", Spec() with { ControlGroupFiles = ["/none/cgroup.procs"] }, SpawnStep.ControlGroup, 2, "could not set the control group /none/cgroup.procs: No such file or directory" },
        { "group", Spec() with { Credentials = new Credentials(1, 1, [uint.MaxValue]) }, SpawnStep.Group, 22, "could not set the group 1: Invalid argument" },
        { "directory", Spec() with { Executable = "/", Umask = 0 }, SpawnStep.Resolve, 21, "Is a directory" },
        { "executable of another user", Spec() with { Executable = "private", Credentials = s_nobody }, SpawnStep.Execute, 13, "Permission denied" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_step_that_fails_is_named(string what, ProcessSpec spec, SpawnStep step, int errno, string message)
    {
        if (spec.Executable == "private")
        {
            spec = spec with { Executable = Temporary.WriteExecutable("private", "#!/bin/sh\n") };
            File.SetUnixFileMode(Temporary["private"], UnixFileMode.UserExecute | UnixFileMode.UserRead);
        }
        SpawnException e = Should.Throw<SpawnException>(() => Engine.Start(spec), what);
        (e.Step, e.Errno).ShouldBe((step, errno));
        e.ExitStatus.ShouldBe(step is SpawnStep.Resolve or SpawnStep.Execute ? 126 : 125);
        e.Message.ShouldBe($"{spec.Executable}: {message}");
    }

    [Theory]
    [InlineData("nice=-5", SpawnStep.Nice, 13)]
    [InlineData("oom=-500", SpawnStep.OomScore, 13)]
    [InlineData("limit=7:5000000:5000000", SpawnStep.Limit, 1)]
    [InlineData("user=0:0:0", SpawnStep.Group, 1)]
    [InlineData("user=65534:65534:8", SpawnStep.Group, 1)]
    [InlineData("parent-death=9:1", SpawnStep.ParentDeath, 3)]
    [InlineData("rubbish", SpawnStep.Execute, 22)]
    public void Without_privileges_the_steps_that_need_them_are_refused(string option, SpawnStep step, int errno)
    {
        // The helper itself runs as another user here, and reports on its standard output.
        (PipelineStatus status, string output) = Run(Program() with
        {
            Executable = Artifacts.Shim,
            Arguments = ["exec", "status=1", option, "--", "/bin/true", "true"],
            Credentials = s_nobody,
        });
        status.ExitStatus.ShouldBe(125);
        (output[0], output[1], output[4]).ShouldBe(((char)step, '\0', (char)errno));
        if (step == SpawnStep.Limit) output[2].ShouldBe((char)ResourceLimit.OpenFiles);
    }

    [Fact]
    public void Without_privileges_one_may_become_who_one_is()
    {
        (PipelineStatus status, string output) = Run(Program() with
        {
            Executable = Artifacts.Shim,
            Arguments = ["exec", "status=3", "user=65534:65534:7,65534", "--", "/bin/echo", "echo", "same"],
            Credentials = s_nobody,
        });
        (status.ExitStatus, output).ShouldBe((0, "same\n"));
    }

    [Fact]
    public void A_missing_helper_is_a_failure_of_its_own()
    {
        SpawnException e = new("make", 2, SpawnStep.Helper);
        e.ExitStatus.ShouldBe(125);
        e.Message.ShouldStartWith("drover-shim, which sets up limits and users, was not found");
    }

    [Fact]
    public void A_signal_that_comes_while_the_helper_starts_has_its_default_effect()
    {
        for (int i = 0; i < 40; i++)
        {
            // Start returns when the program runs, so the signal comes from a thread that watches for the helper.
            using var stop = new CancellationTokenSource();
            var sender = new Thread(() => SignalHelper(stop.Token));
            sender.Start();
            Pipeline pipeline = Engine.Start(Silent("obey") with { Umask = 0 });
            stop.Cancel();
            sender.Join();
            pipeline.Signal(Signal.TERM);
            pipeline.Wait().Last.ShouldBe(WaitStatus.Signalled(Signal.TERM));
        }
    }

    [Fact]
    public async Task A_helper_that_is_stopped_while_it_starts_does_not_hold_up_the_start()
    {
        for (int i = 0; i < 20; i++)
        {
            using var stop = new CancellationTokenSource();
            var sender = new Thread(() => SignalHelper(stop.Token, Signal.TSTP));
            sender.Start();
            Pipeline pipeline = Engine.Start(Silent("obey") with { Umask = 0 });
            stop.Cancel();
            sender.Join();
            StopReport report = await pipeline.StopAsync(new StopPolicy(Signal.TERM, TimeSpan.FromSeconds(10)));
            report.Escalated.ShouldBeFalse();
            pipeline.Status!.Last.ShouldBe(WaitStatus.Signalled(Signal.TERM));
        }
    }

    private static ProcessSpec Spec() => ProcessSpec.Of("true");

    private static int ReapByHand(int pid)
    {
        unsafe
        {
            Interop.Libc.ChildSignal info = default;
            Interop.Libc.waitid(Interop.Libc.P_PID, pid, &info, Interop.Libc.WEXITED, null).ShouldBe(0);
            return info.Status;
        }
    }

    // Our child as soon as it is the helper: not yet our own copy, not yet the program.
    private static void SignalHelper(CancellationToken stop, Signal? signal = null)
    {
        var children = new List<int>();
        while (!stop.IsCancellationRequested)
        {
            children.Clear();
            ProcessReader.ReadChildren(Environment.ProcessId, children);
            foreach (int child in children)
                if (ProcessTable.Find(child) is { Command: "drover-shim" }) _ = Interop.Libc.kill(child, (signal ?? Signal.TERM).Number);
        }
    }

    private StatusReport Report(ProcessSpec spec) => new(Run(spec).Output);
}
