using System.Text;
using System.Text.Json;
using Drover.Engine.Descriptors;
using Drover.Runs;
using Drover.Runs.Control;
using Drover.Runs.Formats;
using Drover.Testing;

namespace Drover.Shim.Tests.Controls;

public sealed class ControlTests : IDisposable
{
    private readonly TestStore _store = new();
    private readonly Run _run;
    private readonly int[] _pids;

    public ControlTests()
    {
        _run = _store.Start(_store.Program("fork-children", "2"));
        _pids = TestStore.WaitUntilReady(_run);
    }

    public void Dispose()
    {
        _run.ReadStatus().State.ShouldBe(RunState.Running);
        _run.Stop().Outcome.ShouldBe(RunOutcome.Stopped);
        _run.Dispose();
        _store.Dispose();
    }

    [Fact]
    public void Status_tree_and_stats_tell_what_is()
    {
        using ControlClient client = _run.Connect()!;
        RunStatus status = RunStatusFormat.Read(client.Request("status"));
        status.State.ShouldBe(RunState.Running);
        status.LogBytes.ShouldBe(TestStore.Output(_run).Length);

        JsonElement tree = JsonDocument.Parse(client.Request("tree")).RootElement.GetProperty("processes");
        tree.EnumerateArray().Select(p => p.GetProperty("pid").GetInt32()).Order().ShouldBe(_pids.Order());
        tree[0].GetProperty("depth").GetInt32().ShouldBe(0);
        tree[1].GetProperty("depth").GetInt32().ShouldBe(1);

        JsonElement stats = JsonDocument.Parse(client.Request("stats")).RootElement;
        stats.GetProperty("processes").GetInt32().ShouldBe(3);
        stats.GetProperty("rss").GetInt64().ShouldBeGreaterThan(stats.GetProperty("pss").GetInt64());
        stats.GetProperty("cpuMs").GetInt64().ShouldBeGreaterThanOrEqualTo(0);
    }

    [Theory]
    [InlineData("""{"op":"dance"}""", "does not know 'dance'")]
    [InlineData("""{"op":"signal","signal":99}""", "must be less than or equal to '64'")]
    [InlineData("""{"op":"signal","signal":99999999999}""", "")]
    [InlineData("""{"op":"signal","signal":1.5}""", "")]
    [InlineData("""{"op":"resize","columns":0,"rows":1}""", "1 to 65535")]
    [InlineData("""{"op":5}""", "")]
    [InlineData("""[1,2]""", "A request is a JSON object.")]
    [InlineData("""{"op":""", "")]
    [InlineData("", "")]
    [InlineData("\0\0\0", "")]
    public void Request_that_makes_no_sense_is_answered_with_an_error(string request, string error)
    {
        using ControlClient client = _run.Connect()!;
        client.Send(FrameKind.Request, Encoding.UTF8.GetBytes(request)).ShouldBeTrue();
        (FrameKind kind, byte[] payload) = client.Receive().ShouldNotBeNull();
        kind.ShouldBe(FrameKind.Response);
        JsonDocument.Parse(payload).RootElement.GetProperty("error").GetString().ShouldNotBeNull().ShouldContain(error);
        // And the connection goes on.
        client.Request("status").ShouldNotBeNull();
    }

    [Fact]
    public void Await_answers_at_once_when_there_is_news_and_later_when_there_will_be()
    {
        using ControlClient client = _run.Connect()!;
        JsonElement now = JsonDocument.Parse(client.Request("await")).RootElement;
        long revision = now.GetProperty("revision").GetInt64(), sequence = now.GetProperty("sequence").GetInt64();
        sequence.ShouldBe(1);
        now.GetProperty("state").GetString().ShouldBe("running");
        client.SendRequest("await", ("revision", revision), ("afterSequence", sequence)).ShouldBeTrue();
        using (ControlClient other = _run.Connect()!) other.Request("status");
        client.Socket.SetNonBlocking();
        client.Socket.Read(new byte[10]).ShouldBe(Descriptor.WouldBlock);
    }

    [Fact]
    public void Subscriber_gets_events_as_they_are_written()
    {
        using ControlClient client = _run.Connect()!;
        client.Request("subscribe").ShouldNotBeNull();
        _run.Signal(Drover.Engine.Signals.Signal.CONT);
        (FrameKind kind, byte[] payload) = client.Receive().ShouldNotBeNull();
        kind.ShouldBe(FrameKind.Event);
        JsonDocument.Parse(payload).RootElement.GetProperty("kind").GetString().ShouldBe("signal");
        File.ReadAllText(Path.Combine(_run.Directory, "events.jsonl")).ShouldEndWith(Encoding.UTF8.GetString(payload));
    }

    [Fact]
    public async Task Subscriber_that_does_not_read_is_dropped_and_holds_up_nobody()
    {
        using ControlClient slow = _run.Connect()!;
        slow.Request("subscribe").ShouldNotBeNull();
        using ControlClient other = _run.Connect()!;
        // Some 5 MB of events.
        for (int i = 0; i < 60_000; i++) other.SendRequest("signal", ("signal", 0)).ShouldBeTrue();
        Task drain = Task.Run(() =>
        {
            for (int i = 0; i < 60_000; i++) other.Receive().ShouldNotBeNull();
        });
        await drain.WaitAsync(TimeSpan.FromSeconds(60));
        int received = 0;
        while (slow.Receive() is not null) received++;
        received.ShouldBeInRange(1, 59_999);
        _run.Connect()!.Request("status").ShouldNotBeNull();
    }

    [Fact]
    public void Garbage_closes_its_own_connection_only()
    {
        using ControlClient good = _run.Connect()!;
        var random = new Random(1);
        for (int i = 0; i < 200; i++)
        {
            using ControlClient bad = _run.Connect()!;
            byte[] bytes = new byte[random.Next(1, 5000)];
            random.NextBytes(bytes);
            try
            {
                bad.Socket.WriteAll(bytes);
            }
            catch (IOException)
            {
                // Closed while it was being written.
            }
        }
        good.Request("status").ShouldNotBeNull();
    }

    [Theory]
    [InlineData(0x7FFFFFFF)]
    [InlineData(-1)]
    [InlineData(Frame.MaxPayload + 1)]
    public void Length_that_nobody_may_send_closes_the_connection(int length)
    {
        using ControlClient bad = _run.Connect()!;
        byte[] head = new byte[Frame.HeadSize];
        Frame.WriteHead(head, FrameKind.Request, length);
        bad.Socket.WriteAll(head);
        bad.Receive().ShouldBeNull();
    }

    [Fact]
    public void Frame_for_a_client_closes_the_connection()
    {
        using ControlClient bad = _run.Connect()!;
        bad.Send(FrameKind.Event, "{}"u8);
        bad.Receive().ShouldBeNull();
    }

    [Fact]
    public void Half_a_frame_waits_for_its_other_half_byte_by_byte()
    {
        using ControlClient client = _run.Connect()!;
        byte[] frame = [.. new byte[Frame.HeadSize], .. """{"op":"status"}"""u8];
        Frame.WriteHead(frame, FrameKind.Request, frame.Length - Frame.HeadSize);
        using ControlClient other = _run.Connect()!;
        foreach (byte one in frame)
        {
            client.Socket.WriteAll([one]);
            other.Request("status").ShouldNotBeNull();
        }
        client.Receive().ShouldNotBeNull().Kind.ShouldBe(FrameKind.Response);
    }

    [Fact]
    public void Thousand_connections_that_say_nothing_keep_nobody_out()
    {
        using ControlClient before = _run.Connect()!;
        before.Request("status").ShouldNotBeNull();
        var idle = new List<ControlClient>();
        for (int i = 0; i < 1000; i++) idle.Add(_run.Connect()!);
        using ControlClient after = _run.Connect()!;
        after.Request("status").ShouldNotBeNull();
        before.Request("status").ShouldNotBeNull();
        Directory.GetFiles($"/proc/{_run.ReadStatus().Shim.Pid}/fd").Length.ShouldBeLessThan(300);
        foreach (ControlClient client in idle) client.Dispose();
        Eventually.IsTrue(() => Directory.GetFiles($"/proc/{_run.ReadStatus().Shim.Pid}/fd").Length < 30);
    }

    [Fact]
    public void Client_of_another_user_is_not_let_in()
    {
        // As root everything below is open to us; the directories are opened for everybody, so that the socket itself has to refuse.
        foreach (string path in new[] { _store.Path, Path.Combine(_store.Path, "runs"), _run.Directory, Path.Combine(_run.Directory, ControlClient.SocketName) })
            File.SetUnixFileMode(path, (UnixFileMode)0x1FF);
        File.SetUnixFileMode(Path.GetDirectoryName(_store.Path)!, (UnixFileMode)0x1ED);
        OtherUser.Do(() =>
        {
            using Descriptor socket = UnixSocket.TryConnect(_run.DirectoryDescriptor, ControlClient.SocketName, out int errno).ShouldNotBeNull($"errno {errno}");
            try
            {
                socket.Write("xxxx"u8);
            }
            catch (IOException)
            {
                // Closed already.
            }
            socket.Read(new byte[1]).ShouldBe(0);
        });
        using ControlClient client = _run.Connect()!;
        client.Request("status").ShouldNotBeNull();
    }

    [Fact]
    public void Socket_of_another_user_is_not_spoken_to()
    {
        using var directory = new TemporaryDirectory();
        File.SetUnixFileMode(directory.Path, (UnixFileMode)0x1FF);
        using Descriptor open = Descriptor.Open(directory.Path, OpenMode.Directory);
        Descriptor? listener = null;
        OtherUser.Do(() => listener = UnixSocket.Listen(open, ControlClient.SocketName));
        using (listener)
        {
            File.SetUnixFileMode(directory[ControlClient.SocketName], (UnixFileMode)0x1FF);
            Should.Throw<ControlException>(() => ControlClient.TryConnect(open)).Message.ShouldBe("control.sock is listened on by user 65534, not by you: it was not spoken to.");
        }
    }
}
