using System.Text;
using Drover.Nomad.Protocol.Driver;
using Drover.Nomad.Tests.TestSupport;
using Drover.Testing;
using Google.Protobuf;

namespace Drover.Nomad.Tests.Drivers;

/// <summary>From start to end, and programs that are run inside meanwhile.</summary>
public sealed class LifecycleTests : DriverTest
{
    [Fact]
    public async Task Batch_job_ends_with_every_exit_code_as_it_is()
    {
        foreach (int code in (int[])[0, 1, 42, 127, 255])
        {
            TaskConfig task = Shell($"exit {code}");
            await StartAsync(task);
            ExitResult result = await WaitAsync(task);
            (result.ExitCode, result.Signal, result.OomKilled).ShouldBe((code, 0, false));
            await DestroyAsync(task);
        }
    }

    [Fact]
    public async Task Task_that_ends_by_a_signal_says_which()
    {
        TaskConfig task = await StartedShellAsync("exec sleep 60");
        await Host.CallAsync(Driver + "SignalTask", new SignalTaskRequest { TaskId = task.Id, Signal = "HUP" }, SignalTaskResponse.Parser);
        // The first process of a namespace is spared by signals that it has no handler for (pid_namespaces(7)).
        (await Host.CallAsync(Driver + "WaitTask", new WaitTaskRequest { TaskId = task.Id }, timeoutMs: 300)).Code.ShouldBe(4);
        await Host.CallAsync(Driver + "SignalTask", new SignalTaskRequest { TaskId = task.Id, Signal = "SIGKILL" }, SignalTaskResponse.Parser);
        ExitResult result = await WaitAsync(task);
        (result.ExitCode, result.Signal).ShouldBe((137, 9));
        (await Host.CallAsync(Driver + "SignalTask", new SignalTaskRequest { TaskId = task.Id, Signal = "TERM" })).Message.ShouldBe("The task has ended: there is nobody to get the signal.");
    }

    [Fact]
    public async Task Restart_is_a_new_task_at_the_same_fifos()
    {
        string seen = "";
        for (int i = 0; i < 3; i++)
        {
            Task<string> output = TestAllocation.ReadAsync(Allocation.OutputPath), errors = TestAllocation.ReadAsync(Allocation.ErrorsPath);
            TaskConfig task = await PreparedShellAsync("echo up; trap 'echo down; exit 0' TERM", "while :; do sleep 0.05; done");
            await StopAsync(task, 20);
            (await WaitAsync(task)).ExitCode.ShouldBe(0);
            await DestroyAsync(task);
            seen += await output;
            await errors;
            File.Delete(Allocation["app/local/ready"]);
        }
        seen.Replace("Terminated\n", "", StringComparison.Ordinal).ShouldBe("up\ndown\nup\ndown\nup\ndown\n");
    }

    [Fact]
    public async Task Start_that_is_repeated_starts_nothing_new()
    {
        TaskConfig task = await StartedShellAsync("sleep 60");
        await StartAsync(task);
        using var store = new Drover.Runs.RunStore(Allocation.State);
        store.List().Count.ShouldBe(1);
    }

    [Fact]
    public async Task First_signal_of_a_stop_is_the_jobs_and_then_the_callers()
    {
        TaskConfig task = await PreparedShellAsync("trap 'exit 11' INT; trap 'exit 12' USR2", "while :; do sleep 0.05; done", ("stop_signal", "SIGINT"));
        await StopAsync(task, 20);
        (await WaitAsync(task)).ExitCode.ShouldBe(11);
        File.Delete(Allocation["app/local/ready"]);
        task = await PreparedShellAsync("trap 'exit 11' INT; trap 'exit 12' USR2", "while :; do sleep 0.05; done", ("stop_signal", "SIGINT"));
        await StopAsync(task, 20, "SIGUSR2");
        (await WaitAsync(task)).ExitCode.ShouldBe(12);
    }

    [Fact]
    public async Task Stop_without_time_kills_at_once()
    {
        TaskConfig task = await PreparedShellAsync("trap 'exit 3' TERM", "while :; do sleep 0.05; done");
        await StopAsync(task, 0);
        (await WaitAsync(task)).ExitCode.ShouldBe(137);
    }

    [Fact]
    public async Task What_a_task_has_started_goes_with_it()
    {
        File.Copy("/bin/sleep", Allocation["app/local/straggler"]);
        TaskConfig task = await PreparedShellAsync("setsid /local/straggler 300 & (setsid /local/straggler 300 &) ; trap 'exit 0' TERM", "while :; do sleep 0.05; done");
        await Eventually.IsTrueAsync(() => Stragglers() == 2);
        await StopAsync(task, 5);
        Stragglers().ShouldBe(0);
        await WaitAsync(task);
    }

    [Fact]
    public async Task Native_memory_beyond_the_limit_is_reported_and_a_kill_by_somebody_else_is_not()
    {
        TaskConfig task = await StartedShellAsync("perl -e 'my $x = \"x\" x (1 << 30); sleep 60'; exit 5");
        // A child was killed, the task has gone on.
        ExitResult result = await WaitAsync(task);
        (result.ExitCode, result.OomKilled).ShouldBe((5, false));
        task = Allocation.Task(("command", "/usr/bin/perl"), ("args", new[] { "-e", "my $x = 'x' x (1 << 30); sleep 60" }));
        await StartAsync(task);
        result = await WaitAsync(task);
        (result.ExitCode, result.Signal, result.OomKilled).ShouldBe((137, 9, true));
    }

    [Fact]
    public async Task Program_that_is_not_there_is_refused()
    {
        TaskConfig task = await StartedShellAsync("sleep 60");
        HostAnswer answer = await Host.CallAsync(Driver + "ExecTask", new ExecTaskRequest { TaskId = task.Id, Command = { "/nowhere/program" } });
        answer.Code.ShouldBe(5);
        answer.Message.ShouldStartWith("The command could not be started in the container: ");
        answer.Message.ShouldContain("/nowhere/program");
        int stream = await OpenExecAsync(task, tty: false, "/nowhere/program");
        answer = await Host.NextAsync(stream);
        while (!answer.IsEnd) answer = await Host.NextAsync(stream);
        answer.Code.ShouldBe(5);
        answer.Message.ShouldContain("/nowhere/program");
        (await Host.CallAsync(Driver + "ExecTask", new ExecTaskRequest { TaskId = task.Id })).Message.ShouldBe("There is no command to run.");
        // Nothing is left of either.
        Directory.EnumerateFiles(Path.Combine(Allocation.State, "nomad"), "exec-*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task Input_of_a_program_is_all_that_was_sent()
    {
        TaskConfig task = await StartedShellAsync("sleep 60");
        int stream = await OpenExecAsync(task, tty: false, "/usr/bin/md5sum");
        byte[] data = new byte[1_000_000];
        new Random(5).NextBytes(data);
        foreach (byte[] piece in data.Chunk(40_000)) await Host.SendAsync(stream, new ExecTaskStreamingRequest { Stdin = new ExecTaskStreamingIOOperation { Data = ByteString.CopyFrom(piece) } });
        await Host.SendAsync(stream, new ExecTaskStreamingRequest { Stdin = new ExecTaskStreamingIOOperation { Close = true } });
        (string output, int status) = await DrainAsync(stream);
#pragma warning disable CA5351 // What the container has is md5sum; nothing is secret here.
        output.ShouldStartWith(Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(data)));
#pragma warning restore CA5351
        status.ShouldBe(0);
    }

    [Fact]
    public async Task Program_with_a_terminal_gets_its_sizes()
    {
        TaskConfig task = await StartedShellAsync("sleep 60");
        int stream = await OpenExecAsync(task, tty: true, "/bin/sh", "-c", "test -t 0 && test -t 1 && echo ready; while [ \"$(stty size)\" != '21 77' ]; do sleep 0.05; done; stty size; exit 7");
        await ReadUntilAsync(stream, "ready");
        await Host.SendAsync(stream, new ExecTaskStreamingRequest { TtySize = new ExecTaskStreamingRequest.Types.TerminalSize { Height = 21, Width = 77 } });
        (string output, int status) = await DrainAsync(stream);
        output.ShouldContain("21 77");
        status.ShouldBe(7);
    }

    [Fact]
    public async Task Key_at_a_terminal_interrupts_the_program_in_front()
    {
        TaskConfig task = await StartedShellAsync("sleep 60");
        int stream = await OpenExecAsync(task, tty: true, "/bin/sh", "-c", "trap 'echo caught; exit 5' INT; echo ready; while :; do sleep 0.05; done");
        await ReadUntilAsync(stream, "ready");
        await Host.SendAsync(stream, new ExecTaskStreamingRequest { Stdin = new ExecTaskStreamingIOOperation { Data = ByteString.CopyFromUtf8("\u0003") } });
        (string output, int status) = await DrainAsync(stream);
        output.ShouldContain("caught");
        status.ShouldBe(5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Caller_that_hangs_up_takes_its_program_along(bool tty)
    {
        File.Copy("/bin/sleep", Allocation["app/local/straggler"]);
        TaskConfig task = await StartedShellAsync("sleep 60");
        int stream = await OpenExecAsync(task, tty, "/local/straggler", "300");
        await Eventually.IsTrueAsync(() => Stragglers() == 1);
        await Host.CancelAsync(stream);
        await Eventually.IsTrueAsync(() => Stragglers() == 0);
        (await ExecAsync(task, "/bin/echo", "on")).Output.ShouldBe("on\n");
    }

    [Fact]
    public async Task Program_ends_with_its_task()
    {
        TaskConfig task = await StartedShellAsync("sleep 60");
        int stream = await OpenExecAsync(task, tty: false, "/bin/sh", "-c", "echo ready; sleep 300");
        await ReadUntilAsync(stream, "ready");
        await StopAsync(task, 0);
        (_, int status) = await DrainAsync(stream);
        status.ShouldBe(137);
        HostAnswer late = await Host.CallAsync(Driver + "ExecTask", new ExecTaskRequest { TaskId = task.Id, Command = { "/bin/true" } });
        (late.Code, late.Message).ShouldBe((9, "The task has ended: nothing can be run in it."));
    }

    private static int Stragglers() => ProcessTable.All().Count(process => process.Command == "straggler" && !process.IsZombie);

    private async Task<int> OpenExecAsync(TaskConfig task, bool tty, params string[] command)
    {
        int stream = await Host.OpenAsync(Driver + "ExecTaskStreaming");
        await Host.SendAsync(stream, new ExecTaskStreamingRequest { Setup = new ExecTaskStreamingRequest.Types.Setup { TaskId = task.Id, Command = { command }, Tty = tty } });
        return stream;
    }

    private async Task ReadUntilAsync(int stream, string text)
    {
        var output = new StringBuilder();
        while (!output.ToString().Contains(text, StringComparison.Ordinal))
        {
            HostAnswer answer = await Host.NextAsync(stream);
            answer.IsEnd.ShouldBeFalse(answer.Message);
            output.Append(ExecTaskStreamingResponse.Parser.ParseFrom(answer.Data).Stdout?.Data.ToStringUtf8());
        }
    }

    private async Task<(string Output, int Status)> DrainAsync(int stream)
    {
        var output = new StringBuilder();
        int status = -1;
        for (HostAnswer answer = await Host.NextAsync(stream); !answer.IsEnd; answer = await Host.NextAsync(stream))
        {
            ExecTaskStreamingResponse message = ExecTaskStreamingResponse.Parser.ParseFrom(answer.Data);
            output.Append(message.Stdout?.Data.ToStringUtf8());
            if (message.Exited) status = message.Result.ExitCode;
        }
        return (output.ToString(), status);
    }
}
