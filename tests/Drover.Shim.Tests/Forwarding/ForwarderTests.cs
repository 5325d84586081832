using System.Security.Cryptography;
using Drover.Engine.Descriptors;
using Drover.Runs;
using Drover.Testing;

namespace Drover.Shim.Tests.Forwarding;

public sealed class ForwarderTests : IDisposable
{
    private readonly TestStore _store = new();
    private readonly TemporaryDirectory _directory = new();

    public ForwarderTests()
    {
        DirectoryFiles.MakeFifo(Out, 0x180).ShouldBe(0);
        DirectoryFiles.MakeFifo(Errors, 0x180).ShouldBe(0);
    }

    private string Out => _directory["out"];

    private string Errors => _directory["err"];

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Both_streams_arrive_apart_and_whole()
    {
        using Run run = _store.Start(Forwarded(_store.Shell("read line < " + Pipe("go") + "; for i in 1 2 3; do echo out $i; echo err $i >&2; done; exit 4")));
        await using FileStream output = OpenReader(Out), errors = OpenReader(Errors);
        await File.WriteAllTextAsync(_directory["go"], "go\n");
        Text(await ReadToEndAsync(output)).ShouldBe("out 1\nout 2\nout 3\n");
        Text(await ReadToEndAsync(errors)).ShouldBe("err 1\nerr 2\nerr 3\n");
        run.Wait().LeaderStatus.ExitCode.ShouldBe(4);
    }

    [Fact]
    public async Task Output_arrives_while_the_run_goes_on()
    {
        using Run run = _store.Start(Forwarded(_store.Shell("echo first; read line < " + Pipe("more") + "; echo second")));
        await using FileStream reader = OpenReader(Out);
        byte[] buffer = new byte[64];
        int n = await reader.ReadAsync(buffer);
        Text(buffer[..n]).ShouldBe("first\n");
        run.ReadStatus().State.ShouldBe(RunState.Running);
        await File.WriteAllTextAsync(_directory["more"], "go\n");
        n = await reader.ReadAsync(buffer);
        Text(buffer[..n]).ShouldBe("second\n");
    }

    [Fact]
    public async Task Reader_that_comes_late_gets_all_of_it()
    {
        const int bytes = 8 * 1024 * 1024;
        using Run run = _store.Start(Forwarded(_store.Shell($"{TestPrograms.Path} write --bytes {bytes} --seed 3; exec sleep 60")));
        await Eventually.IsTrueAsync(() => run.ReadLiveStatus().LogBytes == bytes, TimeSpan.FromSeconds(30));
        // It looks for readers though it has nothing for them.
        await using FileStream output = OpenReader(Out), errors = OpenReader(Errors);
        run.ReadStatus().State.ShouldBe(RunState.Running);
        run.RequestStop();
        byte[] all = await ReadToEndAsync(output);
        all.Length.ShouldBe(bytes);
        Convert.ToHexStringLower(SHA256.HashData(all)).ShouldBe(TestStore.Hash(bytes, 3));
        errors.ReadByte().ShouldBe(-1);
    }

    [Fact]
    public async Task Reader_that_goes_is_followed_by_another_without_a_gap()
    {
        using Run run = _store.Start(Forwarded(_store.Shell("i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); echo line $i; done; exec sleep 60")));
        var seen = new MemoryStream();
        byte[] buffer = new byte[1000];
        for (int reader = 0; reader < 5; reader++)
        {
            await using FileStream fifo = OpenReader(Out);
            for (int i = 0; i < 5; i++) seen.Write(buffer, 0, await fifo.ReadAsync(buffer));
        }
        string expected = string.Concat(Enumerable.Range(1, 20000).Select(i => $"line {i}\n"));
        await Eventually.IsTrueAsync(() => run.ReadLiveStatus().LogBytes == expected.Length, TimeSpan.FromSeconds(60));
        await using FileStream last = OpenReader(Out);
        // Without a writer the kernel drops what nobody has read: the end comes when there is a reader.
        run.RequestStop();
        await last.CopyToAsync(seen);
        Text(seen.ToArray()).ShouldBe(expected);
    }

    [Fact]
    public void Run_ends_though_nobody_ever_reads()
    {
        (Run run, RunStatus status) = _store.Run(Forwarded(_store.Shell("echo unread")));
        using (run)
        {
            status.Outcome.ShouldBe(RunOutcome.Exited);
            TestStore.Text(run).ShouldBe("unread\n");
        }
    }

    [Fact]
    public void What_is_no_fifo_is_not_written_to()
    {
        File.WriteAllText(_directory["file"], "mine");
        File.Delete(Out);
        File.CreateSymbolicLink(Out, _directory["file"]);
        File.Delete(Errors);
        File.WriteAllText(Errors, "mine");
        (Run run, _) = _store.Run(Forwarded(_store.Shell("echo out; echo err >&2")));
        run.Dispose();
        File.ReadAllText(_directory["file"]).ShouldBe("mine");
        File.ReadAllText(Errors).ShouldBe("mine");
    }

    /// <summary>Waits for the forwarder to open its end: a reader that came after the run's end would wait for ever.</summary>
    private static FileStream OpenReader(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);

    private static async Task<byte[]> ReadToEndAsync(FileStream reader)
    {
        var all = new MemoryStream();
        await reader.CopyToAsync(all, TestContext.Current.CancellationToken);
        return all.ToArray();
    }

    private static string Text(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);

    private string Pipe(string name)
    {
        DirectoryFiles.MakeFifo(_directory[name], 0x180).ShouldBe(0);
        return _directory[name];
    }

    private RunSpec Forwarded(RunSpec spec) => spec with { ForwardOutput = Out, ForwardErrors = Errors };
}
