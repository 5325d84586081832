using Drover.Engine.Terminals;
using Drover.Runs;
using Drover.Runs.Control;
using Drover.Testing;

namespace Drover.Shim.Tests.Inputs;

public sealed class InputTests : IDisposable
{
    private readonly TestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Without_input_the_command_reads_the_end_of_file()
    {
        (Run run, RunStatus status) = _store.Run(_store.Program("echo-stdin"));
        status.ExitStatus.ShouldBe(0);
        TestStore.Text(run).ShouldBe("");
        run.Dispose();
    }

    [Fact]
    public void File_is_the_command_s_input()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["in"], "from a file\n");
        (Run run, _) = _store.Run(_store.Program("echo-stdin") with { Input = InputKind.File, InputFile = directory["in"] });
        TestStore.Text(run).ShouldBe("from a file\n");
        run.Dispose();
    }

    [Fact]
    public void Megabytes_through_the_pipe_arrive_whole_and_end_with_its_end()
    {
        using Run run = _store.Start(_store.Program("echo-stdin") with { Input = InputKind.Pipe });
        byte[] bytes = new byte[5_000_000];
        new TestPattern(seed: 3).Fill(bytes);
        using (ControlClient client = run.Connect()!)
        {
            for (int at = 0; at < bytes.Length; at += 50_000) client.Send(FrameKind.Input, bytes.AsSpan(at, 50_000)).ShouldBeTrue();
            client.Send(FrameKind.InputEnd, []).ShouldBeTrue();
            // The client hangs up while most of it still waits.
        }
        run.Wait().ExitStatus.ShouldBe(0);
        TestStore.Output(run).ShouldBe(bytes);
    }

    [Fact]
    public void Command_that_does_not_read_holds_up_its_typist_only()
    {
        using Run run = _store.Start(_store.Program("obey") with { Input = InputKind.Pipe });
        TestStore.WaitUntilReady(run);
        RunStatus status = run.ReadStatus();
        using ControlClient typist = run.Connect()!;
        typist.Socket.SetNonBlocking();
        byte[] frame = [.. Head(FrameKind.Input, 60_000), .. new byte[60_000]];
        long sent = 0;
        int idle = 0, at = 0;
        Eventually.IsTrue(() =>
        {
            int n = typist.Socket.Write(frame.AsSpan(at));
            if (n < 0) return ++idle > 5;
            idle = 0;
            sent += n;
            at = (at + n) % frame.Length;
            return false;
        });
        // What the pipe and the sockets hold, not what the shim would like to keep.
        sent.ShouldBeLessThan(2_000_000);
        using (ControlClient other = run.Connect()!) other.Request("status").ShouldNotBeNull();
        Memory(status.Shim.Pid).ShouldBeLessThan(4_000);
        // Nor does it go round in circles once the typist has gone.
        typist.Dispose();
        CheckIdle(status.Shim.Pid);
        run.Stop().Outcome.ShouldBe(RunOutcome.Stopped);
    }

    [Fact]
    public void Command_that_closes_its_input_leaves_a_quiet_shim()
    {
        using Run run = _store.Start(_store.Shell("head -c 10 >/dev/null; exec <&-; echo closed; sleep 100") with { Input = InputKind.Pipe });
        int shim = run.ReadStatus().Shim.Pid;
        using ControlClient client = run.Connect()!;
        for (int i = 0; i < 40; i++) client.Send(FrameKind.Input, new byte[10_000]).ShouldBeTrue();
        TestStore.WaitForText(run, "closed\n");
        client.Request("status").ShouldNotBeNull();
        CheckIdle(shim);
        run.Stop().Outcome.ShouldBe(RunOutcome.Stopped);
    }

    [Fact]
    public async Task Two_clients_at_once_lose_and_mix_nothing_within_a_frame()
    {
        using Run run = _store.Start(_store.Program("echo-stdin") with { Input = InputKind.Pipe });
        const int frames = 300, length = 30_000;
        await Task.WhenAll(new[] { (byte)'a', (byte)'b' }.Select(letter => Task.Run(() =>
        {
            using ControlClient client = run.Connect()!;
            byte[] bytes = new byte[length];
            bytes.AsSpan().Fill(letter);
            for (int i = 0; i < frames; i++) client.Send(FrameKind.Input, bytes).ShouldBeTrue();
            // An answer says that all frames before it were taken.
            client.Request("status").ShouldNotBeNull();
        })));
        using (ControlClient last = run.Connect()!) last.Send(FrameKind.InputEnd, []);
        run.Wait().ExitStatus.ShouldBe(0);
        byte[] output = TestStore.Output(run);
        output.Length.ShouldBe(2 * frames * length);
        output.Count(b => b == 'a').ShouldBe(frames * length);
        for (int at = 0; at < output.Length; at += length) output.AsSpan(at, length).IndexOfAnyExcept(output[at]).ShouldBe(-1);
    }

    [Fact]
    public void Terminal_has_its_size_and_follows_it()
    {
        using Run run = _store.Start(_store.Program("winsize") with { PseudoTerminal = new TerminalSize(100, 30) });
        TestStore.WaitForText(run, "30 100\r\n");
        using ControlClient client = run.Connect()!;
        client.Resize(new TerminalSize(132, 43)).ShouldBeTrue();
        TestStore.WaitForText(run, "43 132\r\n");
        run.ReadStatus().HasTerminal.ShouldBeTrue();
        run.Stop().Outcome.ShouldBe(RunOutcome.Stopped);
    }

    [Fact]
    public void Keys_reach_the_terminal_and_its_end_of_file_key_ends_the_input()
    {
        using Run run = _store.Start(_store.Shell("stty -echo; echo begun; cat; echo over; exit 8") with { PseudoTerminal = TerminalSize.Default });
        TestStore.WaitForText(run, "begun\r\n");
        using ControlClient client = run.Connect()!;
        client.Send(FrameKind.Input, "typed\n"u8).ShouldBeTrue();
        TestStore.WaitForText(run, "typed\r\n");
        client.Send(FrameKind.InputEnd, []).ShouldBeTrue();
        run.Wait().ExitStatus.ShouldBe(8);
        TestStore.Text(run).ShouldBe("begun\r\ntyped\r\nover\r\n");
    }

    [Fact]
    public void Interrupt_key_interrupts_the_foreground_job()
    {
        using Run run = _store.Start(_store.Shell("trap 'echo interrupted' INT; echo begun; sleep 100; echo next") with { PseudoTerminal = TerminalSize.Default });
        TestStore.WaitForText(run, "begun\r\n");
        // The trap is run once sleep(1) has ended, and that gets the signal only when it is in the foreground group.
        Eventually.IsTrue(() =>
        {
            using ControlClient? client = run.Connect();
            client?.Send(FrameKind.Input, "\x03"u8);
            return TestStore.Text(run).Contains("next", StringComparison.Ordinal);
        });
        run.Wait().ExitStatus.ShouldBe(0);
        TestStore.Text(run).ShouldContain("interrupted\r\n");
    }

    [Fact]
    public void All_three_streams_are_the_controlling_terminal()
    {
        (Run run, _) = _store.Run(_store.Program("isatty") with { PseudoTerminal = TerminalSize.Default });
        TestStore.Text(run).ShouldBe("0 yes\r\n1 yes\r\n2 yes\r\n");
        run.Dispose();
    }

    [Fact]
    public void Streams_are_kept_apart_and_in_order()
    {
        (Run run, _) = _store.Run(_store.Program("write", "--bytes", "300000", "--stream", "both", "--seed", "5"));
        byte[] expected = new byte[300_000];
        new TestPattern(seed: 5).Fill(expected);
        TestStore.Output(run, Drover.Runs.Logs.LogStreams.Stdout).ShouldBe(expected);
        new TestPattern(seed: 6).Fill(expected);
        TestStore.Output(run, Drover.Runs.Logs.LogStreams.Stderr).ShouldBe(expected);
        run.Dispose();
    }

    private static byte[] Head(FrameKind kind, int length)
    {
        byte[] head = new byte[Frame.HeadSize];
        Frame.WriteHead(head, kind, length);
        return head;
    }

    private static long Memory(int pid) =>
        File.ReadLines($"/proc/{pid}/smaps_rollup").Where(line => line.StartsWith("Private_Dirty:", StringComparison.Ordinal)).Select(line => long.Parse(line[14..^2].Trim())).Sum();

    private static long CpuTicks(int pid)
    {
        string[] fields = File.ReadAllText($"/proc/{pid}/stat").Split(") ")[1].Split(' ');
        return long.Parse(fields[11]) + long.Parse(fields[12]);
    }

    // A loop that is told of a hang-up again and again would use a whole processor: 50 ticks in the time of 25 turns of 20 ms.
    private static void CheckIdle(int pid)
    {
        long before = CpuTicks(pid);
        int looks = 0;
        Eventually.IsTrue(() => ++looks > 30);
        (CpuTicks(pid) - before).ShouldBeLessThan(10);
    }
}
