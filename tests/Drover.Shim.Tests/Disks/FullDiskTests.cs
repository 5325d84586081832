using Drover.Engine.Processes;
using Drover.Runs;
using Drover.Runs.Logs;
using Drover.Testing;

namespace Drover.Shim.Tests.Disks;

/// <summary>A full disk neither kills nor holds up the command; what it cost is recorded to the byte, and so is the end.</summary>
[CollectionDefinition(nameof(FullDiskTests), DisableParallelization = true)]
[Collection(nameof(FullDiskTests))]
public sealed class FullDiskTests : IDisposable
{
    private const int Small = 2 << 20;
    private readonly SmallFileSystem _disk = new(Small);
    private readonly TestStore _store;

    public FullDiskTests() => _store = new TestStore(Path.Combine(_disk.Path, "state"));

    public void Dispose()
    {
        _disk.Free();
        _store.Dispose();
        _disk.Dispose();
    }

    [Fact]
    public void Loss_is_recorded_as_gaps_and_the_end_once_there_is_room()
    {
        const int bytes = 6_000_000;
        using Run run = _store.Start(_store.Shell($"'{TestPrograms.Path}' write --bytes {bytes} --seed 4; exit 3"));
        ProcessIdentity leader = run.ReadStatus().Leader;
        Eventually.IsTrue(() => !leader.IsAlive());
        Eventually.IsTrue(() => run.ReadLiveStatus().Stuck is not null);
        RunStatus waiting = run.ReadLiveStatus();
        waiting.State.ShouldBe(RunState.Stopping);
        waiting.Stuck.ShouldBe("it has ended, and waits until that can be recorded: write: No space left on device");
        run.IsHeld.ShouldBeTrue();

        _disk.Resize(4 * Small);
        RunStatus status = run.Wait();
        status.Outcome.ShouldBe(RunOutcome.Exited);
        status.ExitStatus.ShouldBe(3);
        status.Stuck.ShouldBeNull();
        (status.LogBytes + status.LogLostBytes).ShouldBe(bytes);
        status.LogLostBytes.ShouldBeGreaterThan(bytes - Small);
        CheckLog(run, bytes, 4, status.LogLostBytes);
    }

    [Fact]
    public void Run_that_falls_silent_on_a_full_disk_goes_on_and_so_does_its_log()
    {
        using Run run = _store.Start(_store.Shell($"'{TestPrograms.Path}' write --bytes 4000000 --seed 4; read line; sleep 0.3; '{TestPrograms.Path}' write --bytes 100000 --seed 9; exit 0") with { Input = InputKind.Pipe });
        Eventually.IsTrue(() => run.ReadLiveStatus() is { LogLostBytes: > 0 } s && s.LogBytes + s.LogLostBytes == 4_000_000);
        run.ReadLiveStatus().State.ShouldBe(RunState.Running);
        _disk.Resize(4 * Small);
        using (var client = run.Connect()!) client.Send(Drover.Runs.Control.FrameKind.Input, "go\n"u8);
        RunStatus status = run.Wait();
        status.ExitStatus.ShouldBe(0);
        byte[] output = TestStore.Output(run);
        byte[] tail = new byte[100_000];
        new TestPattern(seed: 9).Fill(tail);
        output.AsSpan(output.Length - tail.Length).SequenceEqual(tail).ShouldBeTrue();
        (status.LogBytes + status.LogLostBytes).ShouldBe(4_100_000);
    }

    [Fact]
    public void Silent_run_that_ends_on_a_full_disk_is_recorded_once_there_is_room()
    {
        using Run run = _store.Start(_store.Program("obey"));
        TestStore.WaitUntilReady(run);
        _disk.Fill();
        run.Connect()!.SendRequest("stop");
        Eventually.IsTrue(() => run.ReadLiveStatus().Stuck is not null);
        _disk.Free();
        RunStatus status = run.Wait();
        status.Outcome.ShouldBe(RunOutcome.Stopped);
        status.ExitStatus.ShouldBe(143);
    }

    [Fact]
    public void Run_that_finds_no_room_is_refused_in_one_sentence_and_leaves_nothing()
    {
        _disk.Fill();
        RunException refused = Should.Throw<RunException>(() => _store.Start(_store.Program("exit")));
        refused.Message.ShouldStartWith("The run was not started: ");
        refused.Message.ShouldEndWith("No space left on device (write). Make room there, or name another state directory in DROVER_STATE.".Replace(" (write)", "", StringComparison.Ordinal));
        _disk.Free();
        Directory.GetFileSystemEntries(_store.Path).Select(Path.GetFileName).Order().ShouldBe(["live", "names", "runs"]);
        foreach (string folder in Directory.GetDirectories(_store.Path)) Directory.GetFileSystemEntries(folder).ShouldBeEmpty();
        _store.Store.List().ShouldBeEmpty();
    }

    [Fact]
    public void Run_whose_directory_is_removed_under_it_does_not_stay_for_ever()
    {
        using Run run = _store.Start(_store.Program("obey"));
        TestStore.WaitUntilReady(run);
        ProcessIdentity shim = run.ReadStatus().Shim;
        Directory.Delete(run.Directory, recursive: true);
        shim.TrySignal(15);
        Eventually.IsTrue(() => !shim.IsAlive());
        _store.Alive().ShouldBeEmpty();
    }

    private static void CheckLog(Run run, int bytes, ulong seed, long lost)
    {
        byte[] source = new byte[bytes];
        new TestPattern(seed: seed).Fill(source);
        long at = 0, missing = 0;
        using LogReader log = run.OpenLog();
        log.IsFinal = true;
        while (log.TryRead(out LogRecord record))
        {
            if (record.Kind == LogRecordKind.Lost) missing += record.LostBytes;
            if (record.Kind == LogRecordKind.Lost) at += record.LostBytes;
            record.Bytes.SequenceEqual(source.AsSpan((int)at, record.Bytes.Length)).ShouldBeTrue();
            at += record.Bytes.Length;
        }
        at.ShouldBe(bytes);
        missing.ShouldBe(lost);
    }
}
