using System.Text;
using Drover.Engine.Descriptors;
using Drover.Nomad.Protocol.Driver;
using Drover.Nomad.Tests.TestSupport;

namespace Drover.Nomad.Tests.Drivers;

/// <summary>What a task writes, read from the FIFOs as a client's logmon does, in both modes.</summary>
public sealed class LogTests : DriverTest
{
    public static TheoryData<string> Modes => ["forward", "direct"];

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Standard_output_arrives(string mode)
    {
        (string output, string errors, _) = await RunAsync(Shell("echo one; echo two", ("log_mode", mode)));
        (output, errors).ShouldBe(("one\ntwo\n", ""));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Standard_error_arrives(string mode)
    {
        (string output, string errors, _) = await RunAsync(Shell("echo one >&2; echo two >&2", ("log_mode", mode)));
        (output, errors).ShouldBe(("", "one\ntwo\n"));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Twenty_thousand_lines_on_each_stream_arrive_at_the_same_time(string mode)
    {
        (string output, string errors, ExitResult result) = await RunAsync(Shell("seq 1 20000 & seq 20001 40000 >&2; wait; exit 3", ("log_mode", mode)));
        output.ShouldBe(string.Concat(Enumerable.Range(1, 20000).Select(i => $"{i}\n")));
        errors.ShouldBe(string.Concat(Enumerable.Range(20001, 20000).Select(i => $"{i}\n")));
        result.ExitCode.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Lines_arrive_while_the_task_goes_on(string mode)
    {
        // To open one is to wait for who writes.
        Task<FileStream> opening = Task.Run(() => OpenFifo(Allocation.OutputPath)), openingErrors = Task.Run(() => OpenFifo(Allocation.ErrorsPath));
        TaskConfig task = Shell("echo first; echo also >&2; while [ ! -e /local/go ]; do sleep 0.05; done; echo second", ("log_mode", mode));
        await StartAsync(task);
        await using FileStream output = await opening, errors = await openingErrors;
        (await ReadLineAsync(output)).ShouldBe("first");
        (await ReadLineAsync(errors)).ShouldBe("also");
        (await Host.CallAsync(Driver + "InspectTask", new InspectTaskRequest { TaskId = task.Id }, InspectTaskResponse.Parser)).Task.State.ShouldBe(TaskState.Running);
        await File.WriteAllTextAsync(Allocation["app/local/go"], "");
        (await ReadLineAsync(output)).ShouldBe("second");
        (await WaitAsync(task)).ExitCode.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Task_starts_though_nobody_reads_yet(string mode)
    {
        TaskConfig task = await StartedShellAsync("echo early; echo error >&2; : > /local/written; while [ ! -e /local/go ]; do sleep 0.05; done; echo late", ("log_mode", mode));
        await WaitForFileAsync("app/local/written");
        Task<string> output = TestAllocation.ReadAsync(Allocation.OutputPath);
        await using FileStream errors = OpenFifo(Allocation.ErrorsPath);
        (await ReadLineAsync(errors)).ShouldBe("error");
        await File.WriteAllTextAsync(Allocation["app/local/go"], "");
        (await output).ShouldBe("early\nlate\n");
        (await WaitAsync(task)).ExitCode.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Reader_that_is_killed_in_mid_stream_is_followed_by_another_without_a_gap(string mode)
    {
        TaskConfig task = Shell("seq 1 60000; while [ ! -e /local/go ]; do sleep 0.05; done", ("log_mode", mode));
        Task<string> errors = TestAllocation.ReadAsync(Allocation.ErrorsPath);
        await StartAsync(task);
        var seen = new MemoryStream();
        byte[] buffer = new byte[3000];
        for (int reader = 0; reader < 4; reader++)
        {
            await using FileStream fifo = OpenFifo(Allocation.OutputPath);
            for (int i = 0; i < 4; i++) seen.Write(buffer, 0, await fifo.ReadAsync(buffer));
        }
        await using FileStream last = OpenFifo(Allocation.OutputPath);
        Task rest = last.CopyToAsync(seen);
        await File.WriteAllTextAsync(Allocation["app/local/go"], "");
        await rest;
        Encoding.ASCII.GetString(seen.ToArray()).ShouldBe(string.Concat(Enumerable.Range(1, 60000).Select(i => $"{i}\n")));
        (await WaitAsync(task)).ExitCode.ShouldBe(0);
        (await errors).ShouldBeEmpty();
    }

    [Fact]
    public async Task Output_that_was_forwarded_is_in_the_log_of_the_run_and_direct_output_is_not()
    {
        await RunAsync(Shell("echo words"));
        await RunAsync(Shell("echo words", ("log_mode", "direct")));
        using var store = new Drover.Runs.RunStore(Allocation.State);
        store.List().Select(run => run.LogBytes).Order().ShouldBe([0, 6]);
    }

    [Fact]
    public async Task Direct_output_goes_nowhere_when_the_job_collects_none()
    {
        TaskConfig task = Shell("echo out && echo err >&2 && exit 6", ("log_mode", "direct"));
        task.StdoutPath = task.StderrPath = "/dev/null";
        await StartAsync(task);
        (await WaitAsync(task)).ExitCode.ShouldBe(6);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Link_in_place_of_a_fifo_is_not_followed(string mode)
    {
        string other = Allocation["alloc/other"];
        DirectoryFiles.MakeFifo(other, 0x1B6).ShouldBe(0);
        File.Delete(Allocation.OutputPath);
        File.CreateSymbolicLink(Allocation.OutputPath, other);
        await using FileStream reader = new(other, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite, BufferSize = 0 });
        TaskConfig task = Shell("echo secret", ("log_mode", mode));
        if (mode == "direct")
        {
            (await RefusalAsync(task)).Message.ShouldContain(Allocation.OutputPath);
        }
        else
        {
            await StartAsync(task);
            await WaitAsync(task);
        }
        // What we say ourselves is all there is.
        reader.Write("mine"u8);
        byte[] buffer = new byte[64];
        Encoding.ASCII.GetString(buffer, 0, reader.Read(buffer)).ShouldBe("mine");
    }

    private static FileStream OpenFifo(string path) => new(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite, BufferSize = 0, Options = FileOptions.None });

    private static Task<string> ReadLineAsync(FileStream stream) => Task.Run(() =>
    {
        var line = new List<byte>();
        for (int next; (next = stream.ReadByte()) is not (-1 or '\n');) line.Add((byte)next);
        return Encoding.ASCII.GetString([.. line]);
    });
}
