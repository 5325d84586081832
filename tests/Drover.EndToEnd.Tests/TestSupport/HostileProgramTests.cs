using System.Globalization;
using Drover.Engine;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;
using Drover.Testing;

namespace Drover.EndToEnd.Tests.TestSupport;

/// <summary>The hostile children are as hostile as they promise: else the stop matrix would test nothing.</summary>
public sealed class HostileProgramTests : IDisposable
{
    private readonly ProcessEngine _engine = new();
    private readonly List<int> _started = [];
    private readonly List<StreamReader> _readers = [];

    public void Dispose()
    {
        IEnumerable<int> alive = _started.Where(ProcessTable.IsAlive);
        if (alive.Any())
            _engine.Start(ProcessSpec.Of("kill", [.. alive.Prepend(-9).Select(number => (ByteString)number.ToString(CultureInfo.InvariantCulture))])).Wait();
        _readers.ForEach(reader => reader.Dispose());
        _engine.Dispose();
    }

    [Fact]
    public async Task Obedient_child_dies_of_term()
    {
        Pipeline pipeline = Start(out _, "obey");
        pipeline.Signal(Signal.TERM).ShouldBeTrue();
        (await pipeline.Completion).Last.ShouldBe(WaitStatus.Signalled(Signal.TERM));
    }

    [Fact]
    public async Task Trapping_child_exits_with_0_at_term()
    {
        Pipeline pipeline = Start(out _, "trap-term-exit-0");
        pipeline.Signal(Signal.TERM).ShouldBeTrue();
        (await pipeline.Completion).Last.ShouldBe(WaitStatus.Exited(0));
    }

    [Fact]
    public async Task Ignoring_child_outlives_term_interrupt_and_hangup()
    {
        Pipeline pipeline = Start(out _, "ignore-term");
        pipeline.Signal(Signal.TERM).ShouldBeTrue();
        pipeline.Signal(Signal.INT).ShouldBeTrue();
        pipeline.Signal(Signal.HUP).ShouldBeTrue();
        // Had one of them not been ignored, it would have ended the child first.
        pipeline.Signal(Signal.KILL).ShouldBeTrue();
        (await pipeline.Completion).Last.ShouldBe(WaitStatus.Signalled(Signal.KILL));
    }

    [Fact]
    public void Children_are_in_the_leaders_group()
    {
        Start(out int[] pids, "fork-children", "3");
        pids.Length.ShouldBe(4);
        pids[1..].ShouldAllBe(pid => Entry(pid).Parent == pids[0] && Entry(pid).Group == pids[0]);
    }

    [Fact]
    public void Double_forked_child_has_another_parent_and_the_same_group()
    {
        Start(out int[] pids, "double-fork");
        Entry(pids[1]).Parent.ShouldNotBe(pids[0]);
        Entry(pids[1]).Group.ShouldBe(pids[0]);
    }

    [Fact]
    public void Escapee_is_in_another_session_which_it_does_not_lead()
    {
        Start(out int[] pids, "setsid-escape");
        ProcessEntry escapee = Entry(pids[1]);
        escapee.Parent.ShouldNotBe(pids[0]);
        escapee.Session.ShouldNotBe(Entry(pids[0]).Session);
        escapee.Session.ShouldNotBe(escapee.Pid);
    }

    [Fact]
    public async Task Self_stopped_child_is_stopped()
    {
        Start(out int[] pids, "self-stop");
        await Eventually.BecomesAsync(() => Entry(pids[0]).State, state => state == 'T');
    }

    [Fact]
    public async Task Leader_that_exits_first_leaves_a_child_without_its_pipes()
    {
        Pipeline pipeline = Start(out int[] pids, "leader-exits-first", "3");
        (await pipeline.Completion).Last.ShouldBe(WaitStatus.Exited(3));
        ProcessTable.IsAlive(pids[1]).ShouldBeTrue();
        Descriptors(pids[1]).ShouldBeEmpty();
    }

    [Fact]
    public async Task Grandchild_keeps_the_pipe_of_a_leader_that_has_ended()
    {
        Pipeline pipeline = Start(out int[] pids, "grandchild-holds-pipe");
        (await pipeline.Completion).Last.ShouldBe(WaitStatus.Exited(0));
        Descriptors(pids[1]).ShouldContain("1");
    }

    [Fact]
    public async Task Child_that_closed_its_streams_lives()
    {
        Start(out int[] pids, "close-stdio");
        await Eventually.IsTrueAsync(() => Descriptors(pids[0]).Length == 0);
        ProcessTable.IsAlive(pids[0]).ShouldBeTrue();
    }

    [Fact]
    public void Bounded_bomb_has_as_many_processes_as_asked()
    {
        Start(out int[] pids, "fork-bomb-bounded", "20");
        pids.Distinct().Count().ShouldBe(20);
        pids.ShouldAllBe(pid => ProcessTable.IsAlive(pid));
    }

    [Fact]
    public async Task Program_ends_by_itself_even_when_stopped()
    {
        ProcessSpec spec = Spec("self-stop") with { Environment = ProcessEnvironment.Inherited.Set("TEST_PROGRAMS_SECONDS", "1") };
        (await _engine.Start(spec).Completion.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Last.ShouldBe(WaitStatus.Signalled(Signal.KILL));
    }

    [Fact]
    public async Task Hash_is_that_of_the_bytes_written()
    {
        string[] arguments = ["write", "--bytes", "300001", "--chunk", "777", "--seed", "9"];
        byte[] written = await OutputOf(arguments);
        byte[] expected = new byte[300001];
        new TestPattern(seed: 9).Fill(expected);
        written.ShouldBe(expected);
        string hash = System.Text.Encoding.ASCII.GetString(await OutputOf([.. arguments, "--hash"])).Trim();
        hash.ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(expected)));
    }

    private static ProcessSpec Spec(params string[] arguments)
        => ProcessSpec.Of(TestPrograms.Path, [.. arguments.Select(argument => (ByteString)argument)]).Redirect(Redirection.PipeFromChild(1));

    private static ProcessEntry Entry(int pid) => ProcessTable.Find(pid).ShouldNotBeNull();

    private static string[] Descriptors(int pid)
        => [.. Directory.GetFiles($"/proc/{pid}/fd").Select(path => Path.GetFileName(path)).Where(name => name is "0" or "1" or "2")];

    private async Task<byte[]> OutputOf(string[] arguments)
    {
        Pipeline pipeline = _engine.Start(Spec(arguments));
        using Stream stream = pipeline.Stages[0].TakePipe(1).ToStream(FileAccess.Read);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        (await pipeline.Completion).Last.ShouldBe(WaitStatus.Exited(0));
        return bytes.ToArray();
    }

    /// <summary>Starts it and returns the pids of its ready line.</summary>
    private Pipeline Start(out int[] pids, params string[] arguments)
    {
        Pipeline pipeline = _engine.Start(Spec(arguments));
        // Kept open: a child that writes to a closed pipe would die of that.
        var reader = new StreamReader(pipeline.Stages[0].TakePipe(1).ToStream(FileAccess.Read));
        _readers.Add(reader);
        string[] words = reader.ReadLine().ShouldNotBeNull().Split(' ');
        words[0].ShouldBe("ready");
        pids = [.. words[1..].Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
        _started.AddRange(pids);
        return pipeline;
    }
}
