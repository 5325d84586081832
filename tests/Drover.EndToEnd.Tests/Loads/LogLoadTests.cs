using System.Diagnostics;
using System.Text;
using Drover.EndToEnd.Tests.CommandLines;
using Drover.EndToEnd.Tests.TestSupport;
using Drover.Runs;
using Drover.Testing;

namespace Drover.EndToEnd.Tests.Loads;

/// <summary>The log through a real shim and real readers: every byte for everybody, however fast, long or odd, in bounded memory.</summary>
/// <remarks>1 GB at full speed; 8 GB with DROVER_SOAK=1.</remarks>
[Collection(nameof(AloneCollection))]
public sealed class LogLoadTests(ITestOutputHelper output) : CommandLineTest(new TemporaryDirectory(Place))
{
    private const long Gigabyte = 1_000_000_000;
    private const int Readers = 8;
    private const int LineLength = 10_000_000;
    private const ulong Seed = 7;
    private const int TimeLength = 28; // 2026-11-20T17:30:00.123456Z and a space

    // KiB. Whatever was held back for a slow reader would be hundreds of megabytes.
    private const long MostOfShim = 8 * 1024;
    private const long MostOfReader = 12 * 1024;

    private static long Total => System.Environment.GetEnvironmentVariable("DROVER_SOAK") == "1" ? 8 * Gigabyte : Gigabyte;

    // In memory where there is room: the speed of a disk says nothing about us.
    private static string? Place => Directory.Exists("/dev/shm") && new DriveInfo("/dev/shm").AvailableFreeSpace > 2 * Total ? "/dev/shm" : null;

    [Fact]
    public void Gigabyte_at_full_speed_is_exact_for_eight_readers_of_which_one_stalls()
    {
        long stallsAt = Random.Shared.NextInt64(Total / 2);
        long began = Stopwatch.GetTimestamp();
        using var directory = new TemporaryDirectory();
        // Its shim is there until its memory was looked at: on a slow machine all may be written before the readers have started.
        using Run run = State.Start(State.Shell($"'{TestPrograms.Path}' write --bytes {Total} --seed {Seed} && while ! test -e '{directory["seen"]}'; do sleep 0.02; done"));
        int shim = run.ReadStatus().Shim.Pid;
        CheckedReader[] readers = [.. Enumerable.Range(0, Readers).Select(i =>
            new CheckedReader(State.Engine, Spec(Artifacts.Drover, "logs", "-f", run.Id), Seed, i == 0 ? stallsAt : null))];
        try
        {
            int looks = 0;
            MemoryLook ofShim = default, ofReaders = default;
            TimeSpan? written = null;
            bool sawStall = false;
            Eventually.IsTrue(
                () =>
                {
                    looks++;
                    ofShim = MemoryLook.Max(ofShim, MemoryLook.At(shim));
                    if (ofShim.Proportional > 0) File.WriteAllText(directory["seen"], "");
                    foreach (CheckedReader reader in readers) ofReaders = MemoryLook.Max(ofReaders, MemoryLook.At(reader.Pid));
                    if (written is null && run.ReadStatus().State == RunState.Ended) written = Stopwatch.GetElapsedTime(began);
                    // The one that stalls goes on when all others have everything.
                    if (!readers[0].IsStalled || written is null || !readers[1..].All(reader => reader.HasEnded)) return readers.All(reader => reader.HasEnded);
                    sawStall = true;
                    readers[0].GoOn();
                    return false;
                },
                TimeSpan.FromSeconds(600),
                () => $"{run.ReadStatus()}\n{string.Join(' ', readers.Select(reader => reader.Bytes))}");
            output.WriteLine($"{Total} bytes written in {written!.Value.TotalSeconds:0.0} s, read by {Readers} in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s, one stalled at {stallsAt}; most memory in {looks} looks: shim {ofShim}, reader {ofReaders}");

            sawStall.ShouldBeTrue();
            foreach (CheckedReader reader in readers)
            {
                reader.WrongAt.ShouldBeNull();
                reader.Bytes.ShouldBe(Total);
                reader.ExitStatus.ShouldBe(0);
            }
            RunStatus status = run.ReadStatus();
            status.Outcome.ShouldBe(RunOutcome.Exited);
            status.ExitStatus.ShouldBe(0);
            status.LogBytes.ShouldBe(Total);
            status.LogLostBytes.ShouldBe(0);
            looks.ShouldBeGreaterThan(20);
            ofShim.Proportional.ShouldBeInRange(1, MostOfShim);
            ofReaders.Proportional.ShouldBeInRange(1, MostOfReader);
        }
        finally
        {
            foreach (CheckedReader reader in readers) reader.Dispose();
        }
    }

    [Fact]
    public void Line_of_ten_megabytes_stays_one_line_with_one_time_in_bounded_memory()
    {
        using var directory = new TemporaryDirectory();
        using Run run = State.Start(State.Shell($"'{TestPrograms.Path}' long-line {LineLength}; while ! test -e '{directory["go"]}'; do sleep 0.02; done"));
        int shim = run.ReadStatus().Shim.Pid;
        using LiveProgram plain = Start("logs", "-f", run.Id), timed = Start("logs", "-f", "--timestamps", run.Id);
        MemoryLook ofShim = default, ofReaders = default;
        Eventually.IsTrue(() =>
        {
            ofShim = MemoryLook.Max(ofShim, MemoryLook.At(shim));
            foreach (LiveProgram reader in (LiveProgram[])[plain, timed]) ofReaders = MemoryLook.Max(ofReaders, MemoryLook.At(reader.Pid));
            // Not before all of it was written, read and looked at.
            if (plain.OutputBytes.Length > LineLength && ofShim.Private > 0 && ofReaders.Private > 0) File.WriteAllText(directory["go"], "");
            return plain.HasEnded && timed.HasEnded;
        }, TimeSpan.FromSeconds(60));
        output.WriteLine($"most memory: shim {ofShim}, reader {ofReaders}");
        plain.WaitForEnd().Status.ShouldBe(0);
        timed.WaitForEnd().Status.ShouldBe(0);

        byte[] line = new byte[LineLength + 1];
        line.AsSpan(0, LineLength).Fill((byte)'x');
        line[^1] = (byte)'\n';
        plain.OutputBytes.AsSpan().SequenceEqual(line).ShouldBeTrue();
        WithoutTimes(timed.OutputBytes).AsSpan().SequenceEqual(line).ShouldBeTrue();
        ofShim.Proportional.ShouldBeInRange(1, MostOfShim);
        ofReaders.Proportional.ShouldBeInRange(1, MostOfReader);
    }

    [Fact]
    public void Bytes_that_are_no_text_and_characters_cut_in_pieces_come_back_as_they_were()
    {
        byte[] odd = [.. "a"u8, 0xff, 0xfe, .. "z"u8, 0, .. "b\n"u8, 0, 0, 0x0a, 0xc3, 0x0a, 0xed, 0xa0, 0x80, 0x0d, 0x0a, 0xf0, 0x9f, 0x0a];
        byte[] expected = [.. odd, .. Encoding.UTF8.GetBytes("äö€😀\n"), .. "no end"u8, 0xe2, 0x82];
        using Run run = State.Start(State.Shell(
            $"printf '{string.Concat(odd.Select(one => "\\" + Convert.ToString(one, 8).PadLeft(3, '0')))}'; '{TestPrograms.Path}' utf8-split; printf 'no end\\342\\202'"));
        run.Wait().ExitStatus.ShouldBe(0);
        // The four characters came in as many reads as they have bytes, so records end within them.
        run.ReadStatus().LogRecords.ShouldBeGreaterThan(10);

        Bytes("logs", run.Id).ShouldBe(expected);
        Bytes("logs", "--raw", "--stream", "stdout", run.Id).ShouldBe(expected);
        Bytes("logs", "-f", "--tail", "all", run.Id).ShouldBe(expected);
        WithoutTimes(Bytes("logs", "--timestamps", run.Id)).ShouldBe([.. expected, (byte)'\n']);
        Bytes("logs", "--grep", "€", run.Id).ShouldBe(Encoding.UTF8.GetBytes("äö€😀\n"));
        Bytes("run", "sh", "-c", $"'{TestPrograms.Path}' utf8-split; printf '\\377\\000'").ShouldBe([.. Encoding.UTF8.GetBytes("äö€😀\n"), 0xff, 0]);
    }

    private byte[] Bytes(params string[] arguments)
    {
        using LiveProgram drover = Start(arguments);
        ProgramResult result = drover.WaitForEnd();
        result.Error.ShouldBe("");
        result.Status.ShouldBe(0);
        return drover.OutputBytes;
    }

    /// <summary>Takes the time off the beginning of each line, where there has to be one.</summary>
    private static byte[] WithoutTimes(ReadOnlySpan<byte> text)
    {
        var rest = new MemoryStream(text.Length);
        while (!text.IsEmpty)
        {
            Encoding.ASCII.GetString(text[..TimeLength]).ShouldMatch("^[0-9-]{10}T[0-9:.]{15}Z $");
            int end = text.IndexOf((byte)'\n') + 1;
            if (end == 0) end = text.Length;
            rest.Write(text[TimeLength..end]);
            text = text[end..];
        }
        return rest.ToArray();
    }
}
