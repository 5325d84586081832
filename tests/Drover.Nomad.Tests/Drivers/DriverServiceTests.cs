using Drover.Engine.Processes;
using Drover.Nomad.Protocol.Driver;
using Drover.Nomad.Protocol.Structs;
using Drover.Nomad.Tests.TestSupport;
using Drover.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Drover.Nomad.Tests.Drivers;

/// <summary>The driver as a client sees it: a real host in Go, real crun, real containers.</summary>
public sealed class DriverServiceTests : IAsyncLifetime
{
    private const string Driver = "/hashicorp.nomad.plugins.drivers.proto.Driver/";

    private readonly TestAllocation _allocation = new();
    private GoHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await StartHostAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        using (var store = new Drover.Runs.RunStore(_allocation.State))
        {
            foreach (Drover.Runs.RunStatus live in store.ListLive())
            {
                using Drover.Runs.Run? run = store.TryOpenId(live.Id);
                run?.Stop(Engine.Pipelines.StopPolicy.Kill);
            }
        }
        _allocation.Dispose();
    }

    [Fact]
    public async Task Every_call_of_the_service_is_served()
    {
        foreach (var method in DriverReflection.Descriptor.Services.Single().Methods)
        {
            if (method.IsServerStreaming || method.Name is "CreateNetwork" or "DestroyNetwork") continue;
            (await _host.CallAsync(Driver + method.Name, [])).Code.ShouldNotBe(12, method.Name);
        }
        // A client asks for a network only of a driver that says it must make it.
        (await _host.CallAsync(Driver + "CreateNetwork", [])).Code.ShouldBe(12);
    }

    [Fact]
    public async Task Fingerprint_says_what_the_node_has_and_stays_open()
    {
        int stream = await _host.OpenAsync(Driver + "Fingerprint", new FingerprintRequest());
        FingerprintResponse first = FingerprintResponse.Parser.ParseFrom((await _host.NextAsync(stream)).Data);
        first.Health.ShouldBe(FingerprintResponse.Types.HealthState.Healthy, first.HealthDescription);
        first.Attributes["driver.milo"].BoolVal.ShouldBeTrue();
        first.Attributes["driver.milo.crun.version"].StringVal.ShouldStartWith("1.");
        first.Attributes["driver.milo.java.17"].StringVal.ShouldStartWith("17.");
        first.Attributes["driver.milo.cgroup"].StringVal.ShouldStartWith("v");
        _host.HasNews(stream).ShouldBeFalse();
    }

    [Fact]
    public async Task Capabilities_are_those_of_a_driver_that_mounts_what_a_task_has()
    {
        DriverCapabilities capabilities = (await _host.CallAsync(Driver + "Capabilities", new CapabilitiesRequest(), CapabilitiesResponse.Parser)).Capabilities;
        capabilities.FsIsolation.ShouldBe(DriverCapabilities.Types.FSIsolation.Image);
        capabilities.SendSignals.ShouldBeTrue();
        capabilities.Exec.ShouldBeTrue();
        capabilities.MustCreateNetwork.ShouldBeFalse();
    }

    [Fact]
    public async Task Greeting_is_said_without_java()
    {
        Task<string> output = TestAllocation.ReadAsync(_allocation.OutputPath), errors = TestAllocation.ReadAsync(_allocation.ErrorsPath);
        TaskConfig task = _allocation.Task(("greeting", "hello $HOME \"world\""));
        TaskHandle handle = await StartAsync(task);
        handle.Version.ShouldBeGreaterThanOrEqualTo(1);
        handle.Config.ShouldBe(task);
        handle.State.ShouldBe(TaskState.Running);
        ExitResult result = await WaitAsync(task);
        result.ShouldBe(new ExitResult());
        (await output).ShouldBe("hello $HOME \"world\"\n");
        (await errors).ShouldBeEmpty();
        await DestroyAsync(task);
    }

    [Fact]
    public async Task Both_streams_and_the_exit_code_of_a_command_arrive()
    {
        Task<string> output = TestAllocation.ReadAsync(_allocation.OutputPath), errors = TestAllocation.ReadAsync(_allocation.ErrorsPath);
        TaskConfig task = _allocation.Task(("command", "/bin/sh"), ("args", (string[])["-c", "echo out; echo err >&2; id -u; pwd; exit 42"]));
        await StartAsync(task);
        (await WaitAsync(task)).ExitCode.ShouldBe(42);
        // The same answer until it is destroyed.
        (await WaitAsync(task)).ExitCode.ShouldBe(42);
        (await output).ShouldBe("out\n65534\n/local\n");
        (await errors).ShouldBe("err\n");
        TaskStatus(await InspectAsync(task)).ShouldBe(TaskState.Exited);
        await DestroyAsync(task);
        (await _host.CallAsync(Driver + "WaitTask", new WaitTaskRequest { TaskId = task.Id })).Message.ShouldBe("task not found for given id");
    }

    [Fact]
    public async Task Stop_waits_until_nothing_is_left_and_may_be_repeated()
    {
        TaskConfig task = Shell("trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.05; done");
        Task<string> output = TestAllocation.ReadAsync(_allocation.OutputPath), errors = TestAllocation.ReadAsync(_allocation.ErrorsPath);
        await StartAsync(task);
        await WaitUntilReadyAsync(task);
        InspectTaskResponse running = await InspectAsync(task);
        TaskStatus(running).ShouldBe(TaskState.Running);
        running.Task.CompletedAt.Seconds.ShouldBe(-62135596800);
        await StopAsync(task, 10);
        (await WaitAsync(task)).ExitCode.ShouldBe(3);
        (await output).ShouldContain("bye\n");
        // The shell's word on its sleep, which got the signal too.
        (await errors).ShouldBeOneOf("", "Terminated\n");
        await StopAsync(task, 10);
        await DestroyAsync(task);
        await StopAsync(task, 10);
        await DestroyAsync(task);
    }

    [Fact]
    public async Task Task_that_ignores_its_signal_is_killed()
    {
        TaskConfig task = Shell("trap '' TERM; echo ready; while :; do sleep 0.05; done");
        await StartAsync(task);
        await WaitUntilReadyAsync(task);
        await StopAsync(task, 0.3);
        ExitResult result = await WaitAsync(task);
        (result.ExitCode, result.Signal, result.OomKilled).ShouldBe((137, 9, false));
    }

    [Fact]
    public async Task Signal_arrives_and_an_unknown_one_is_refused()
    {
        TaskConfig task = Shell("trap 'exit 5' USR1; echo ready; while :; do sleep 0.05; done");
        await StartAsync(task);
        await WaitUntilReadyAsync(task);
        HostAnswer refused = await _host.CallAsync(Driver + "SignalTask", new SignalTaskRequest { TaskId = task.Id, Signal = "SIGNONSENSE" });
        refused.Code.ShouldBe(3);
        refused.Message.ShouldBe("signal \"SIGNONSENSE\" is no signal. Name one as \"SIGTERM\" or \"HUP\".");
        (await _host.CallAsync(Driver + "SignalTask", new SignalTaskRequest { TaskId = task.Id, Signal = "SIGUSR1" })).Code.ShouldBe(0);
        (await WaitAsync(task)).ExitCode.ShouldBe(5);
    }

    [Fact]
    public async Task Running_task_is_not_destroyed_without_force()
    {
        TaskConfig task = Shell("sleep 60");
        await StartAsync(task);
        (await _host.CallAsync(Driver + "DestroyTask", new DestroyTaskRequest { TaskId = task.Id })).Code.ShouldBe(9);
        await DestroyAsync(task);
        using var store = new Drover.Runs.RunStore(_allocation.State);
        store.List().ShouldBeEmpty();
        Directory.EnumerateDirectories(Path.Combine(_allocation.State, "nomad")).Where(path => Path.GetFileName(path) != "crun").ShouldBeEmpty();
    }

    [Fact]
    public async Task Killed_plugin_is_replaced_and_knows_its_tasks_again()
    {
        TaskConfig running = Shell("echo ready; while [ ! -e /local/go ]; do sleep 0.05; done; exit 6");
        TaskConfig finished = _allocation.Task(("command", "/bin/sh"), ("args", (string[])["-c", "exit 7"]));
        finished.StdoutPath = finished.StderrPath = "/dev/null";
        TaskHandle first = await StartAsync(running), second = await StartAsync(finished);
        await WaitUntilReadyAsync(running);
        _ = ProcessIdentity.TryRead(_host.PluginPid)!.Value.TrySignal(9);
        await _host.DisposeAsync();
        await File.WriteAllTextAsync(_allocation["app/local/go"], "");
        _host = await StartHostAsync();
        foreach (TaskHandle handle in (TaskHandle[])[first, second])
        {
            // As after a restart of the agent.
            handle.Config.MsgpackDriverConfig = ByteString.Empty;
            await _host.CallAsync(Driver + "RecoverTask", new RecoverTaskRequest { Handle = handle }, RecoverTaskResponse.Parser);
            await _host.CallAsync(Driver + "RecoverTask", new RecoverTaskRequest { Handle = handle }, RecoverTaskResponse.Parser);
        }
        (await WaitAsync(running)).ExitCode.ShouldBe(6);
        (await WaitAsync(finished)).ExitCode.ShouldBe(7);
    }

    [Fact]
    public async Task Task_that_could_not_be_recovered_does_not_run_on_when_it_is_destroyed()
    {
        TaskConfig task = Shell("echo ready; exec /local/naptime 60");
        File.Copy("/bin/sleep", _allocation["app/local/naptime"]);
        TaskHandle handle = await StartAsync(task);
        await WaitUntilReadyAsync(task);
        _ = ProcessIdentity.TryRead(_host.PluginPid)!.Value.TrySignal(9);
        await _host.DisposeAsync();
        _host = await StartHostAsync();
        handle.DriverState = ByteString.CopyFromUtf8("{");
        (await _host.CallAsync(Driver + "RecoverTask", new RecoverTaskRequest { Handle = handle })).Code.ShouldBe(5);
        await DestroyAsync(task);
        using var store = new Drover.Runs.RunStore(_allocation.State);
        store.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task Killed_shim_takes_its_container_with_it()
    {
        TaskConfig task = Shell("echo ready; sleep 60");
        TaskHandle handle = await StartAsync(task);
        await WaitUntilReadyAsync(task);
        ProcessIdentity leader;
        using (var store = new Drover.Runs.RunStore(_allocation.State))
        {
            Drover.Runs.RunStatus run = store.ListLive().Single();
            leader = run.Leader;
            run.Shim.TrySignal(9);
        }
        WaitTaskResponse end = await _host.CallAsync(Driver + "WaitTask", new WaitTaskRequest { TaskId = task.Id }, WaitTaskResponse.Parser);
        end.Err.ShouldBe("Nobody knows how the task ended: its drover-shim was killed.");
        end.Result.ShouldNotBeNull().ExitCode.ShouldNotBe(0);
        await Eventually.IsTrueAsync(() => !leader.IsAlive());
        handle.ShouldNotBeNull();
    }

    [Fact]
    public async Task Kill_for_want_of_memory_is_reported_as_one()
    {
        TaskConfig task = _allocation.Task(("command", "/usr/bin/tail"), ("args", (string[])["/dev/zero"]));
        task.Resources.LinuxResources.MemoryLimitBytes = 48 * 1024 * 1024;
        await StartAsync(task);
        ExitResult result = await WaitAsync(task);
        (result.ExitCode, result.Signal, result.OomKilled).ShouldBe((137, 9, true));
    }

    [Fact]
    public async Task Requests_of_any_bytes_are_answered_with_an_error_at_most()
    {
        var random = new Random(11);
        string[] methods = ["TaskConfigSchema", "Capabilities", "RecoverTask", "StartTask", "WaitTask", "StopTask", "DestroyTask", "InspectTask", "SignalTask", "ExecTask"];
        for (int i = 0; i < 300; i++)
        {
            byte[] bytes = new byte[random.Next(48)];
            random.NextBytes(bytes);
            (await _host.CallAsync(Driver + methods[i % methods.Length], bytes)).Code.ShouldBeOneOf(0, 2, 3, 5, 9, 13);
        }
        (await _host.DoAsync("ping")).Code.ShouldBe(0);
    }

    [Theory]
    [InlineData("", "The task can't be recovered: its driver state is damaged:")]
    [InlineData("{\"version\":99}", "The task can't be recovered: its driver state is of version 99, and this driver knows up to 1: a newer one wrote it.")]
    [InlineData("{\"version\":1,\"run\":\"ffffffffffff\",\"container\":\"x\",\"uid\":0,\"gid\":0,\"stopSignal\":15,\"startedAt\":\"2026-01-01T00:00:00Z\"}", "The task can't be recovered: there is no run ffffffffffff in")]
    public async Task Task_without_a_trace_is_not_recovered(string state, string message)
    {
        var handle = new TaskHandle { Version = 1, Config = _allocation.Task(), DriverState = ByteString.CopyFromUtf8(state) };
        HostAnswer answer = await _host.CallAsync(Driver + "RecoverTask", new RecoverTaskRequest { Handle = handle });
        answer.Code.ShouldBe(5);
        answer.Message.ShouldStartWith(message);
    }

    [Fact]
    public async Task Statistics_come_at_once_and_end_with_the_task()
    {
        TaskConfig task = Shell("echo ready; while [ ! -e /local/go ]; do :; done");
        await StartAsync(task);
        await WaitUntilReadyAsync(task);
        int stream = await _host.OpenAsync(Driver + "TaskStats", new TaskStatsRequest { TaskId = task.Id, CollectionInterval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(200)) });
        TaskStats first = TaskStatsResponse.Parser.ParseFrom((await _host.NextAsync(stream)).Data).Stats;
        first.Timestamp.ShouldNotBeNull();
        first.AggResourceUsage.Memory.Usage.ShouldBeGreaterThan(0ul);
        first.AggResourceUsage.Memory.MeasuredFields.ShouldContain(MemoryUsage.Types.Fields.Rss);
        TaskStats second = TaskStatsResponse.Parser.ParseFrom((await _host.NextAsync(stream)).Data).Stats;
        second.AggResourceUsage.Cpu.Percent.ShouldBeInRange(0.1, 150);
        await File.WriteAllTextAsync(_allocation["app/local/go"], "");
        HostAnswer last = await _host.NextAsync(stream);
        while (!last.IsEnd) last = await _host.NextAsync(stream);
        last.Code.ShouldBe(0);
    }

    [Fact]
    public async Task Events_tell_of_containers()
    {
        int stream = await _host.OpenAsync(Driver + "TaskEvents", new TaskEventsRequest());
        await _host.DoAsync("ping");
        TaskConfig task = _allocation.Task(("greeting", "hi"));
        await StartAsync(task);
        DriverTaskEvent news = DriverTaskEvent.Parser.ParseFrom((await _host.NextAsync(stream)).Data);
        (news.TaskId, news.Message).ShouldBe((task.Id, "Container created"));
        news.Timestamp.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("command", "/nowhere/program", 9, "The container could not be created: executable file `/nowhere/program` not found")]
    [InlineData("jar_path", "../../etc/passwd", 3, "jar_path \"../../etc/passwd\" is not in the task's directories.")]
    [InlineData("jar_path", "local/../../../etc/passwd", 3, "jar_path \"local/../../../etc/passwd\" leads out of local/.")]
    [InlineData("jar_path", "local/link.jar", 3, "jar_path \"local/link.jar\" is a symbolic link out of local/, to /etc/passwd.")]
    [InlineData("jar_path", "local/none.jar", 3, "jar_path \"local/none.jar\" is not there. Check the destination of the artifact block")]
    [InlineData("jar_path", "local/text.jar", 3, "jar_path \"local/text.jar\" is not a whole JAR (4 bytes).")]
    [InlineData("work_dir", "local", 3, "The task says nothing to run.")]
    [InlineData("user", "nosuchuser", 3, "user \"nosuchuser\" can't be used on this node:")]
    [InlineData("user", "root", 3, "user \"root\" is not allowed on this node:")]
    public async Task Task_that_can_not_be_started_says_why(string name, string value, int code, string message)
    {
        File.CreateSymbolicLink(_allocation["app/local/link.jar"], "/etc/passwd");
        await File.WriteAllTextAsync(_allocation["app/local/text.jar"], "text");
        TaskConfig task = name == "user" ? _allocation.Task(("command", "/bin/true")) : _allocation.Task((name, value));
        if (name == "user") task.User = value;
        HostAnswer answer = await _host.CallAsync(Driver + "StartTask", new StartTaskRequest { Task = task });
        answer.Message.ShouldStartWith(message);
        answer.Code.ShouldBe(code);
        // Only what may go better later is tried again.
        answer.Details.Any(detail => detail.Type.EndsWith(nameof(RecoverableError), StringComparison.Ordinal)).ShouldBe(code == 9);
        using var store = new Drover.Runs.RunStore(_allocation.State);
        store.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task Program_is_run_inside_and_its_output_and_status_come_back()
    {
        TaskConfig task = Shell("echo ready; sleep 60");
        await StartAsync(task);
        await WaitUntilReadyAsync(task);
        ExecTaskResponse done = await _host.CallAsync(
            Driver + "ExecTask", new ExecTaskRequest { TaskId = task.Id, Command = { "/bin/sh", "-c", "echo out; echo err >&2; id -u; exit 9" } }, ExecTaskResponse.Parser);
        (done.Stdout.ToStringUtf8(), done.Stderr.ToStringUtf8(), done.Result.ExitCode).ShouldBe(("out\n65534\n", "err\n", 9));
        File.Copy("/bin/sleep", _allocation["app/local/naptime"]);
        HostAnswer late = await _host.CallAsync(
            Driver + "ExecTask", new ExecTaskRequest { TaskId = task.Id, Command = { "/local/naptime", "60" }, Timeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(0.5)) });
        late.Code.ShouldBe(4);
        late.Message.ShouldBe("The command did not end within 0.5 s and was killed.");
        await Eventually.IsTrueAsync(() => !ProcessTable.All().Any(process => process.Command == "naptime"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Program_talks_to_its_caller(bool tty)
    {
        TaskConfig task = Shell("echo ready; sleep 60");
        await StartAsync(task);
        await WaitUntilReadyAsync(task);
        int stream = await _host.OpenAsync(Driver + "ExecTaskStreaming");
        await _host.SendAsync(stream, new ExecTaskStreamingRequest
        {
            Setup = new ExecTaskStreamingRequest.Types.Setup { TaskId = task.Id, Command = { "/bin/sh", "-c", tty ? "read a; stty size; echo got $a; exit 4" : "read a; echo got $a; echo error >&2; cat >/dev/null; exit 4" }, Tty = tty },
        });
        await _host.SendAsync(stream, new ExecTaskStreamingRequest());
        if (tty) await _host.SendAsync(stream, new ExecTaskStreamingRequest { TtySize = new ExecTaskStreamingRequest.Types.TerminalSize { Height = 33, Width = 101 } });
        await _host.SendAsync(stream, new ExecTaskStreamingRequest { Stdin = new ExecTaskStreamingIOOperation { Data = ByteString.CopyFromUtf8("word\n") } });
        if (!tty) await _host.SendAsync(stream, new ExecTaskStreamingRequest { Stdin = new ExecTaskStreamingIOOperation { Close = true } });
        string output = "", errors = "";
        int closed = 0;
        ExitResult? result = null;
        for (HostAnswer answer = await _host.NextAsync(stream); !answer.IsEnd; answer = await _host.NextAsync(stream))
        {
            ExecTaskStreamingResponse message = ExecTaskStreamingResponse.Parser.ParseFrom(answer.Data);
            output += message.Stdout?.Data.ToStringUtf8() ?? "";
            errors += message.Stderr?.Data.ToStringUtf8() ?? "";
            if (message.Stdout is { Close: true } || message.Stderr is { Close: true }) closed++;
            if (message.Exited) result = message.Result;
        }
        result.ShouldNotBeNull().ExitCode.ShouldBe(4);
        closed.ShouldBe(2);
        output.ShouldContain("got word");
        if (tty) output.ShouldContain("33 101");
        else errors.ShouldBe("error\n");
    }

    [Fact]
    public async Task Container_gives_its_program_nothing_to_gain_rights_by()
    {
        Task<string> output = TestAllocation.ReadAsync(_allocation.OutputPath), errors = TestAllocation.ReadAsync(_allocation.ErrorsPath);
        TaskConfig task = _allocation.Task(("command", "/bin/sh"), ("args", (string[])["-c",
            "grep -E '^(CapPrm|CapEff|CapBnd|NoNewPrivs)' /proc/self/status; ls /proc | grep -c '^[0-9]'; touch /usr/x /x /alloc/logs/x; cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max; touch /local/mine /alloc/data/mine"]));
        await StartAsync(task);
        await WaitAsync(task);
        string[] lines = (await output).Split('\n');
        lines[..4].ShouldBe(["CapPrm:\t0000000000000000", "CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1"]);
        // The shell, ls and grep.
        int.Parse(lines[4], System.Globalization.CultureInfo.InvariantCulture).ShouldBeLessThanOrEqualTo(4);
        lines.ShouldContain("268435456");
        (await errors).Split('\n').Count(line => line.Contains("Read-only file system", StringComparison.Ordinal)).ShouldBe(3);
        File.Exists(_allocation["app/local/mine"]).ShouldBeTrue();
        File.Exists(_allocation["alloc/data/mine"]).ShouldBeTrue();
    }

    private static TaskState TaskStatus(InspectTaskResponse response) => response.Task.State;

    private Task<GoHost> StartHostAsync() => GoHost.StartAsync(variables: [new("DROVER_STATE", _allocation.State)]);

    private TaskConfig Shell(string script) => _allocation.Task(("command", "/bin/sh"), ("args", (string[])["-c", script.Replace("echo ready", "echo ready; : > /local/ready", StringComparison.Ordinal)]));

    private Task WaitUntilReadyAsync(TaskConfig task) => Eventually.IsTrueAsync(() => File.Exists(_allocation["app/local/ready"]), TimeSpan.FromSeconds(30), () => task.Id);

    private async Task<TaskHandle> StartAsync(TaskConfig task) => (await _host.CallAsync(Driver + "StartTask", new StartTaskRequest { Task = task }, StartTaskResponse.Parser)).Handle;

    private async Task<ExitResult> WaitAsync(TaskConfig task)
    {
        WaitTaskResponse response = await _host.CallAsync(Driver + "WaitTask", new WaitTaskRequest { TaskId = task.Id }, WaitTaskResponse.Parser);
        response.Err.ShouldBeEmpty();
        return response.Result.ShouldNotBeNull();
    }

    private Task<InspectTaskResponse> InspectAsync(TaskConfig task) => _host.CallAsync(Driver + "InspectTask", new InspectTaskRequest { TaskId = task.Id }, InspectTaskResponse.Parser);

    private Task StopAsync(TaskConfig task, double seconds) =>
        _host.CallAsync(Driver + "StopTask", new StopTaskRequest { TaskId = task.Id, Timeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)) }, StopTaskResponse.Parser);

    private Task DestroyAsync(TaskConfig task) => _host.CallAsync(Driver + "DestroyTask", new DestroyTaskRequest { TaskId = task.Id, Force = true }, DestroyTaskResponse.Parser);
}
