using System.Text;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Spawning;
using Drover.Engine.StandardStreams;
using Drover.Engine.Terminals;
using Drover.Engine.Tests.TestSupport;

namespace Drover.Engine.Tests.Terminals;

public sealed class PseudoTerminalTests : EngineTest, IDisposable
{
    private readonly PseudoTerminal _terminal = PseudoTerminal.Open(new TerminalSize(100, 30));

    public void Dispose() => _terminal.Dispose();

    [Fact]
    public void It_is_the_controlling_terminal_of_the_session_it_is_given_to()
    {
        string output = RunOn(Program("print-status"));
        var report = new StatusReport(output);
        report["sid"].ShouldBe(report["pid"]);
        report["tty"].ShouldNotBe("0");
        report["tpgid"].ShouldBe(report["pgid"]);
    }

    [Fact]
    public void It_can_be_opened_as_dev_tty()
    {
        RunOn(Shell("echo by-name > /dev/tty; tty")).ShouldBe($"by-name\n{_terminal.Path}\n");
    }

    [Fact]
    public void It_passes_the_helper()
    {
        RunOn(Shell("tty; umask") with { Umask = 7 }).ShouldBe($"{_terminal.Path}\n0007\n");
    }

    [Fact]
    public void It_is_on_all_three_streams() => RunOn(Program("isatty")).ShouldBe("0 yes\n1 yes\n2 yes\n");

    [Fact]
    public void Redirections_come_after_it()
    {
        string output = RunOn(Program("isatty").Redirect(Redirection.Null(0)));
        output.ShouldBe("0 no\n1 yes\n2 yes\n");
    }

    [Fact]
    public void Raw_modes_can_leave_keys_their_signals()
    {
        TerminalModes raw = TerminalModes.Read(_terminal.Master)!.AsRawInput();
        raw.WithSignals().Apply(_terminal.Master).ShouldBeTrue();
        Pipeline pipeline = StartOn(Program("obey"));
        ReadLine(_terminal.Master).ShouldStartWith("ready");
        _terminal.Master.WriteAll([3]).ShouldBeTrue();
        pipeline.Wait().Last.ShouldBe(WaitStatus.Signalled(Signal.INT));
    }

    [Fact]
    public void The_interrupt_key_is_SIGINT_for_the_program()
    {
        Pipeline pipeline = StartOn(Program("obey"));
        ReadLine(_terminal.Master).ShouldStartWith("ready");
        _terminal.Master.WriteAll([3]).ShouldBeTrue();
        pipeline.Wait().Last.ShouldBe(WaitStatus.Signalled(Signal.INT));
    }

    [Fact]
    public void Its_size_is_told_and_a_resize_sends_SIGWINCH()
    {
        Pipeline pipeline = StartOn(Program("winsize"));
        ReadLine(_terminal.Master).ShouldStartWith("ready");
        ReadLine(_terminal.Master).ShouldBe("30 100\r");
        _terminal.Resize(new TerminalSize(132, 43));
        ReadLine(_terminal.Master).ShouldBe("43 132\r");
        Terminal.GetSize(_terminal.Master).ShouldBe(new TerminalSize(132, 43));
        pipeline.Signal(Signal.KILL);
        pipeline.Wait();
    }

    [Fact]
    public void Reading_ends_when_the_last_program_has_closed_it()
    {
        Pipeline pipeline = StartOn(Shell("echo one; sleep 0.05; echo two"));
        Encoding.ASCII.GetString(ReadAll(_terminal.Master)).ShouldBe("one\r\ntwo\r\n");
        pipeline.Wait().ExitStatus.ShouldBe(0);
    }

    [Fact]
    public void A_hundred_programs_that_print_and_end_at_once_lose_nothing()
    {
        for (int i = 0; i < 100; i++)
        {
            using PseudoTerminal terminal = PseudoTerminal.Open(TerminalSize.Default);
            terminal.Master.SetNonBlocking();
            using var end = new ManualResetEventSlim();
            var sink = new TextSink(end);
            PseudoTerminal current = terminal;
            Engine.Loop.Post(() => _ = new OutputPump(Engine.Loop, current.Master, 3, sink));
            // The pump watches before the program has opened its side.
            Engine.Start(On(ProcessSpec.Of("echo", "all"), terminal)).Wait().ExitStatus.ShouldBe(0);
            end.Wait(TimeSpan.FromSeconds(10)).ShouldBeTrue();
            sink.Text.ToString().ShouldBe("all\r\n");
        }
    }

    [Fact]
    public void Closing_our_side_hangs_the_session_up()
    {
        Pipeline pipeline = StartOn(Program("obey"));
        ReadLine(_terminal.Master).ShouldStartWith("ready");
        _terminal.Dispose();
        pipeline.Wait().Last.ShouldBe(WaitStatus.Signalled(Signal.HUP));
    }

    [Fact]
    public void Whoever_has_it_open_can_tell_that_it_has_gone()
    {
        using Descriptor open = Descriptor.Open(_terminal.Path, OpenMode.ReadWriteExisting);
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        Terminal.IsHungUp(open).ShouldBeFalse();
        _terminal.Dispose();
        Terminal.IsHungUp(open).ShouldBeTrue();
        write.Dispose();
        using (read) Terminal.IsHungUp(read).ShouldBeFalse();
    }

    [Fact]
    public async Task Stop_hangs_up_on_those_who_ignore_the_signal()
    {
        Pipeline pipeline = StartOn(Shell("trap '' TERM; echo ready; while :; do sleep 0.1; done"));
        ReadLine(_terminal.Master).ShouldStartWith("ready");
        StopReport report = await pipeline.StopAsync(new StopPolicy(Signal.TERM, TimeSpan.FromMinutes(1)));
        report.Escalated.ShouldBeFalse();
        pipeline.Status!.Last.ShouldBe(WaitStatus.Signalled(Signal.HUP));
    }

    [Fact]
    public async Task Stop_does_not_hang_up_on_those_who_clean_up()
    {
        Pipeline pipeline = StartOn(Shell("trap 'sleep 0.2; exit 7' TERM; echo ready; while :; do sleep 0.05; done"));
        ReadLine(_terminal.Master).ShouldStartWith("ready");
        StopReport report = await pipeline.StopAsync(new StopPolicy(Signal.TERM, TimeSpan.FromMinutes(1)));
        report.Escalated.ShouldBeFalse();
        pipeline.Status!.Last.ShouldBe(WaitStatus.Exited(7));
    }

    [Fact]
    public void Raw_input_leaves_the_output_processed()
    {
        using Descriptor device = Descriptor.Open(_terminal.Path, OpenMode.ReadWriteExisting);
        TerminalModes.Read(device)!.AsRawInput().Apply(device).ShouldBeTrue();
        device.WriteAll("one\n"u8);
        ReadLine(_terminal.Master).ShouldBe("one\r");
        _terminal.Master.WriteAll("\x3\r"u8);
        byte[] keys = new byte[2];
        device.Read(keys.AsSpan(0, 1)).ShouldBe(1);
        device.Read(keys.AsSpan(1, 1)).ShouldBe(1);
        keys.ShouldBe("\x3\r"u8.ToArray());
    }

    [Fact]
    public void Waiting_for_a_key_ends_with_the_key_or_the_time()
    {
        using Descriptor device = Descriptor.Open(_terminal.Path, OpenMode.ReadWriteExisting);
        TerminalModes.Read(device)!.AsRawInput().Apply(device).ShouldBeTrue();
        device.WaitReadable(TimeSpan.Zero).ShouldBeFalse();
        device.WaitReadable(TimeSpan.FromMilliseconds(1.5)).ShouldBeFalse();
        _terminal.Master.WriteAll("k"u8);
        device.WaitReadable(Timeout.InfiniteTimeSpan).ShouldBeTrue();
    }

    [Fact]
    public void Modes_are_saved_made_raw_and_put_back()
    {
        using Descriptor device = Descriptor.Open(_terminal.Path, OpenMode.ReadWriteExisting);
        TerminalModes saved = TerminalModes.Read(device)!;
        _terminal.Master.WriteAll("a\r"u8);
        ReadLine(_terminal.Master).ShouldBe("a\r");
        saved.AsRaw().Apply(device).ShouldBeTrue();
        device.Read(new byte[10]).ShouldBe(2);
        // Raw: nothing is echoed, the carriage return stays one, and Ctrl-C is a byte.
        _terminal.Master.WriteAll("b\r\u0003"u8);
        byte[] keys = new byte[3];
        for (int read = 0; read < 3;) read += device.Read(keys.AsSpan(read));
        keys.ShouldBe("b\r\u0003"u8.ToArray());
        device.WriteAll("x\n"u8);
        ReadLine(_terminal.Master).ShouldBe("x");
        saved.Apply(device).ShouldBeTrue();
        device.WriteAll("y\n"u8);
        ReadLine(_terminal.Master).ShouldBe("y\r");
    }

    [Fact]
    public void What_is_no_terminal_has_neither_modes_nor_size()
    {
        using Descriptor file = Descriptor.Open("/dev/null", OpenMode.Read);
        TerminalModes.Read(file).ShouldBeNull();
        Terminal.GetSize(file).ShouldBeNull();
        Should.Throw<SystemCallException>(() => Terminal.SetSize(file, TerminalSize.Default)).Errno.ShouldBe(25);
    }

    [Fact]
    public void A_terminal_that_is_not_there_is_named()
    {
        PipelineSpec spec = PipelineSpec.Of(ProcessSpec.Of("true")) with { Placement = GroupPlacement.NewSession, ControllingTerminal = "/dev/pts/none" };
        SpawnException e = Should.Throw<SpawnException>(() => Engine.Start(spec));
        (e.Step, e.Errno, e.Message).ShouldBe((SpawnStep.Terminal, 2, "terminal /dev/pts/none: No such file or directory"));
    }

    private static PipelineSpec On(ProcessSpec spec, PseudoTerminal terminal) =>
        PipelineSpec.Of(spec) with { Placement = GroupPlacement.NewSession, ControllingTerminal = terminal.Path };

    private Pipeline StartOn(ProcessSpec spec) => Engine.Start(On(spec, _terminal));

    private string RunOn(ProcessSpec spec)
    {
        Pipeline pipeline = StartOn(spec);
        string output = Encoding.ASCII.GetString(ReadAll(_terminal.Master)).Replace("\r\n", "\n", StringComparison.Ordinal);
        pipeline.Wait().ExitStatus.ShouldBe(0);
        return output;
    }

    private sealed class TextSink(ManualResetEventSlim end) : IOutputSink
    {
        public StringBuilder Text { get; } = new();

        public void Output(int stream, ReadOnlySpan<byte> bytes) => Text.Append(Encoding.ASCII.GetString(bytes));

        public void OutputEnded(int stream) => end.Set();
    }
}
