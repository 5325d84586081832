using Drover.Engine.Descriptors;
using Drover.Runs;
using Drover.Testing;

namespace Drover.Shim.Tests.Forwarding;

public sealed class DirectOutputTests : IDisposable
{
    private readonly TestStore _store = new();
    private readonly TemporaryDirectory _directory = new();

    private string Out => _directory["out"];

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Streams_are_the_fifos_themselves_and_the_log_stays_empty()
    {
        DirectoryFiles.MakeFifo(Out, 0x180).ShouldBe(0);
        using FileStream reader = new(Out, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite, BufferSize = 0 });
        (Run run, RunStatus status) = _store.Run(_store.Shell("readlink /proc/self/fd/1; readlink /proc/self/fd/2 >&1; exit 3") with { ForwardOutput = Out, IsOutputDirect = true });
        using (run)
        {
            status.LeaderStatus.ExitCode.ShouldBe(3);
            status.LogBytes.ShouldBe(0);
        }
        byte[] buffer = new byte[256];
        System.Text.Encoding.UTF8.GetString(buffer, 0, reader.Read(buffer)).ShouldBe($"{Out}\n/dev/null\n");
    }

    [Fact]
    public void Link_and_file_are_refused_before_anything_runs()
    {
        File.WriteAllText(_directory["file"], "mine");
        File.CreateSymbolicLink(Out, _directory["file"]);
        RunSpec spec = _store.Shell("echo out") with { ForwardOutput = Out, IsOutputDirect = true };
        (Run run, RunStatus status) = _store.Run(spec);
        using (run) status.Outcome.ShouldBe(RunOutcome.StartFailed);
        status.Reason.ShouldNotBeNull().ShouldContain(Out);
        (run, status) = _store.Run(spec with { ForwardOutput = _directory["file"] });
        using (run) status.Reason.ShouldBe($"{_directory["file"]} is not a FIFO: output can't go there directly.");
        File.ReadAllText(_directory["file"]).ShouldBe("mine");
    }
}
