using System.Text;
using Drover.Engine.Processes;
using Drover.Nomad.Protocol.Driver;
using Drover.Nomad.Tests.TestSupport;
using Drover.Runs;
using Drover.Testing;
using Google.Protobuf;

namespace Drover.Nomad.Tests.Drivers;

/// <summary>What happens when something dies, is full or is missing.</summary>
public sealed class FaultTests : DriverTest
{
    private static int Rounds => Environment.GetEnvironmentVariable("DROVER_SOAK") is { Length: > 0 } ? 100 : 12;

    [Fact]
    public async Task Plugin_killed_at_any_moment_loses_no_task_and_leaves_none_behind()
    {
        var random = new Random(4711);
        Task<string> output = Task.FromResult(""), errors = output;
        int known = 0;
        for (int round = 0; round < Rounds; round++)
        {
            (output, errors) = (TestAllocation.ReadAsync(Allocation.OutputPath), TestAllocation.ReadAsync(Allocation.ErrorsPath));
            TaskConfig task = Shell($"echo begin {round}; while [ ! -e /local/go{round} ]; do sleep 0.02; done; echo end {round}; exit {round % 100}");
            Task<HostAnswer> starting = Host.CallAsync(Driver + "StartTask", new StartTaskRequest { Task = task });
            // From before the request is read until after the answer.
            await Task.WhenAny(starting, Task.Delay(random.Next(0, 250), TestContext.Current.CancellationToken));
            if (starting.IsCompleted) await Task.Delay(random.Next(0, 20), TestContext.Current.CancellationToken);
            _ = ProcessIdentity.TryRead(Host.PluginPid)!.Value.TrySignal(9);
            HostAnswer answer = await starting;
            await Host.DisposeAsync();
            Host = await StartHostAsync();
            if (answer.Code == 0)
            {
                known++;
                await RecoverAsync(StartTaskResponse.Parser.ParseFrom(answer.Data).Handle);
                await File.WriteAllTextAsync(Allocation[$"app/local/go{round}"], "");
                (await WaitAsync(task)).ExitCode.ShouldBe(round % 100);
                await DestroyAsync(task);
                (await output).ShouldBe($"begin {round}\nend {round}\n");
                await errors;
            }
            else
            {
                // A client that got no handle destroys what there may be, and starts anew.
                await DestroyAsync(task);
                foreach (string path in (string[])[Allocation.OutputPath, Allocation.ErrorsPath]) await using (File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite)) continue;
                await Task.WhenAll(output, errors);
            }
            using var store = new RunStore(Allocation.State);
            store.List().ShouldBeEmpty();
            Bundles().ShouldBeEmpty();
        }
        known.ShouldBeLessThanOrEqualTo(Rounds);
    }

    [Fact]
    public async Task Task_that_ended_while_nobody_looked_keeps_its_status_and_its_output()
    {
        TaskConfig task = Shell("seq 1 5000; : > /local/done; exit 9");
        Task<string> output = TestAllocation.ReadAsync(Allocation.OutputPath), errors = TestAllocation.ReadAsync(Allocation.ErrorsPath);
        TaskHandle handle = await StartAsync(task);
        await Host.DisposeAsync();
        (await output).ShouldBe(string.Concat(Enumerable.Range(1, 5000).Select(i => $"{i}\n")));
        await errors;
        Host = await StartHostAsync();
        await RecoverAsync(handle);
        (await WaitAsync(task)).ExitCode.ShouldBe(9);
    }

    [Fact]
    public async Task Two_plugins_share_a_state_directory()
    {
        await using GoHost second = await StartHostAsync();
        TaskConfig mine = await StartedShellAsync("while [ ! -e /local/go ]; do sleep 0.05; done; exit 5");
        TaskConfig theirs = Shell("exit 6");
        theirs.StdoutPath = theirs.StderrPath = "/dev/null";
        await second.CallAsync(Driver + "StartTask", new StartTaskRequest { Task = theirs }, StartTaskResponse.Parser);
        (await second.CallAsync(Driver + "WaitTask", new WaitTaskRequest { TaskId = theirs.Id }, WaitTaskResponse.Parser)).Result.ExitCode.ShouldBe(6);
        // Each knows its own alone, until a client tells it.
        (await second.CallAsync(Driver + "WaitTask", new WaitTaskRequest { TaskId = mine.Id })).Message.ShouldBe("task not found for given id");
        TaskHandle handle = await StartAsync(mine);
        await second.CallAsync(Driver + "RecoverTask", new RecoverTaskRequest { Handle = handle }, RecoverTaskResponse.Parser);
        await File.WriteAllTextAsync(Allocation["app/local/go"], "");
        (await WaitAsync(mine)).ExitCode.ShouldBe(5);
        (await second.CallAsync(Driver + "WaitTask", new WaitTaskRequest { TaskId = mine.Id }, WaitTaskResponse.Parser)).Result.ExitCode.ShouldBe(5);
        await second.CallAsync(Driver + "DestroyTask", new DestroyTaskRequest { TaskId = mine.Id, Force = true }, DestroyTaskResponse.Parser);
        await DestroyAsync(mine);
    }

    [Fact]
    public async Task Pid_that_somebody_else_has_by_now_is_left_alone()
    {
        TaskConfig task = await StartedShellAsync("sleep 60");
        TaskHandle handle = await StartAsync(task);
        await Host.DisposeAsync();
        using var bystander = new Engine.ProcessEngine();
        Engine.Pipelines.Pipeline other = bystander.Start(ProcessSpec.Of("sleep", "300"));
        RunStatus before;
        using (var store = new RunStore(Allocation.State))
        {
            before = store.ListLive().Single();
            before.Shim.TrySignal(9);
            before.Leader.TrySignal(9);
            await Eventually.IsTrueAsync(() => !before.Leader.IsAlive() && !before.Shim.IsAlive());
        }
        // As if the numbers had come round: the pids are taken again, by a process that began later.
        string path = Directory.EnumerateFiles(Path.Combine(Allocation.State, "runs"), "status.json", SearchOption.AllDirectories).Single();
        string status = await File.ReadAllTextAsync(path);
        foreach (int pid in (int[])[before.Shim.Pid, before.Leader.Pid]) status = status.Replace($":{pid}", $":{other.Stages[0].Pid}", StringComparison.Ordinal).Replace($": {pid}", $": {other.Stages[0].Pid}", StringComparison.Ordinal);
        status.ShouldContain($"{other.Stages[0].Pid}");
        await File.WriteAllTextAsync(path, status);
        Host = await StartHostAsync();
        await RecoverAsync(handle);
        WaitTaskResponse end = await Host.CallAsync(Driver + "WaitTask", new WaitTaskRequest { TaskId = task.Id }, WaitTaskResponse.Parser);
        end.Err.ShouldStartWith("Nobody knows how the task ended:");
        end.Result.ShouldNotBeNull();
        await StopAsync(task, 0);
        await DestroyAsync(task);
        ProcessTable.IsAlive(other.Stages[0].Pid).ShouldBeTrue();
        await other.StopAsync(Engine.Pipelines.StopPolicy.Kill);
    }

    [Fact]
    public async Task Full_state_directory_is_told_and_can_be_tried_again()
    {
        using var small = new SmallFileSystem(8 * 1024 * 1024);
        string state = Path.Combine(small.Path, "state");
        await using GoHost host = await StartHostAsync(state);
        TaskConfig task = Shell("echo on");
        // Room for the directories, which are made by the first of all.
        await host.CallAsync(Driver + "StartTask", new StartTaskRequest { Task = task }, StartTaskResponse.Parser);
        await host.CallAsync(Driver + "WaitTask", new WaitTaskRequest { TaskId = task.Id }, WaitTaskResponse.Parser);
        await host.CallAsync(Driver + "DestroyTask", new DestroyTaskRequest { TaskId = task.Id, Force = true }, DestroyTaskResponse.Parser);
        small.Fill();
        task = Shell("exit 8");
        HostAnswer answer = await host.CallAsync(Driver + "StartTask", new StartTaskRequest { Task = task });
        (answer.Code, answer.Message).ShouldSatisfyAllConditions(
            a => a.Code.ShouldBe(9),
            a => a.Message.ShouldContain("No space left on device"));
        answer.Details.ShouldContain(detail => detail.Type.EndsWith("RecoverableError", StringComparison.Ordinal));
        small.Free();
        await host.CallAsync(Driver + "StartTask", new StartTaskRequest { Task = task }, StartTaskResponse.Parser);
        (await host.CallAsync(Driver + "WaitTask", new WaitTaskRequest { TaskId = task.Id }, WaitTaskResponse.Parser)).Result.ExitCode.ShouldBe(8);
        await host.CallAsync(Driver + "DestroyTask", new DestroyTaskRequest { TaskId = task.Id, Force = true }, DestroyTaskResponse.Parser);
        Directory.EnumerateDirectories(Path.Combine(state, "runs")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("create", "kill -9 $$", "The container could not be created: ")]
    [InlineData("create", "exit 3", "The container could not be created: ")]
    [InlineData("start", "kill -9 $$", "The container could not be created: ")]
    public async Task Crun_that_dies_is_told_and_leaves_nothing(string when, string how, string message)
    {
        string crun = Allocation["crun"];
        await File.WriteAllTextAsync(crun, $"#!/bin/sh\ncase \" $* \" in *' {when} '*) {how};; esac\nexec crun \"$@\"\n");
        File.SetUnixFileMode(crun, (UnixFileMode)0b111_101_101);
        (await ConfigureAsync(("crun_path", crun))).Code.ShouldBe(0);
        HostAnswer answer = await RefusalAsync(Shell("sleep 60"));
        answer.Message.ShouldStartWith(message);
        answer.Code.ShouldBe(9);
        using var store = new RunStore(Allocation.State);
        store.List().ShouldBeEmpty();
        Bundles().ShouldBeEmpty();
        (await ConfigureAsync()).Code.ShouldBe(0);
        (await RunAsync(Shell("echo on"))).Output.ShouldBe("on\n");
    }

    [Fact]
    public async Task Missing_crun_is_told_when_a_task_is_started()
    {
        (await ConfigureAsync(("crun_path", "/nowhere/crun"))).Code.ShouldBe(0);
        HostAnswer answer = await RefusalAsync(Shell("true"));
        answer.Message.ShouldContain("/nowhere/crun");
        answer.Code.ShouldBe(9);
        using var store = new RunStore(Allocation.State);
        store.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task Damaged_driver_state_of_every_kind_is_refused_in_words()
    {
        TaskHandle handle = await StartAsync(Shell("exit 0"));
        byte[] state = handle.DriverState.ToByteArray();
        await ReplacePluginAsync();
        var random = new Random(3);
        for (int i = 0; i < 150; i++)
        {
            byte[] damaged = [.. state];
            for (int n = random.Next(1, 4); n > 0; n--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            if (i % 3 == 0) damaged = damaged[..random.Next(damaged.Length)];
            TaskHandle copy = handle.Clone();
            copy.Config.Id += i;
            copy.DriverState = ByteString.CopyFrom(damaged);
            HostAnswer answer = await Host.CallAsync(Driver + "RecoverTask", new RecoverTaskRequest { Handle = copy });
            // A digit of a time may change without harm; anything else is told.
            answer.Code.ShouldBeOneOf(0, 5);
            if (answer.Code != 0) answer.Message.ShouldStartWith("The task can't be recovered: ", customMessage: Encoding.Latin1.GetString(damaged));
        }
        await RecoverAsync(handle);
    }

    // What crun knows of is in a directory beside them.
    private string[] Bundles()
    {
        string all = Path.Combine(Allocation.State, "nomad"), known = Path.Combine(all, "crun");
        if (!Directory.Exists(all)) return [];
        return [.. Directory.EnumerateDirectories(all).Where(path => path != known), .. Directory.Exists(known) ? Directory.EnumerateDirectories(known) : []];
    }
}
