using System.Security.Cryptography;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;
using Drover.Engine.Tests.TestSupport;

namespace Drover.Engine.Tests.StandardStreams;

public sealed class OutputPumpTests : EngineTest
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly EventLoop _loop = new();

    protected override EngineOptions Options => new() { Loop = _loop };

    [Fact]
    public void Fifty_megabytes_on_both_streams_arrive_byte_for_byte()
    {
        ByteString[] arguments = ["write", "--bytes", "50000000", "--stream", "both", "--seed", "7", "--chunk", "30000"];
        string[] expected = Run(Program([.. arguments, "--hash"])).Output.Trim().Split('\n');
        using Pipeline pipeline = Engine.Start(Program(arguments).Redirect(Redirection.PipeFromChild(1)).Redirect(Redirection.PipeFromChild(2)));
        var sink = new HashingSink();
        using var first = new OutputPump(_loop, pipeline.Stages[0].TakePipe(1), 1, sink);
        using var second = new OutputPump(_loop, pipeline.Stages[0].TakePipe(2), 2, sink);
        _loop.RunUntil(() => first.HasEnded && second.HasEnded, s_patience).ShouldBeTrue();
        (first.TotalBytes, second.TotalBytes).ShouldBe((50_000_000, 50_000_000));
        sink.Hash(1).ShouldBe(expected[0]);
        sink.Hash(2).ShouldBe(expected[1]);
        sink.Ended.Order().ShouldBe([1, 2]);
        sink.Largest.ShouldBeLessThanOrEqualTo(OutputPump.ChunkSize);
        pipeline.Wait().ExitStatus.ShouldBe(0);
    }

    [Fact]
    public void A_paused_stream_holds_up_its_writer_and_costs_nothing()
    {
        // More than one turn reads and the largest pipe holds.
        using Pipeline pipeline = Engine.Start(Program("write", "--bytes", "20000000", "--pattern", "zero").Redirect(Redirection.PipeFromChild(1)));
        var sink = new HashingSink();
        using var pump = new OutputPump(_loop, pipeline.Stages[0].TakePipe(1), 1, sink);
        _loop.RunUntil(() => pump.TotalBytes > 0, s_patience).ShouldBeTrue();
        pump.SetPaused(true);
        pump.SetPaused(true);
        long before = pump.TotalBytes;
        _loop.RunUntil(() => false, TimeSpan.FromMilliseconds(50));
        pump.TotalBytes.ShouldBe(before);
        pipeline.Status.ShouldBeNull();
        pump.SetPaused(false);
        _loop.RunUntil(() => pump.HasEnded, s_patience).ShouldBeTrue();
        pump.TotalBytes.ShouldBe(20_000_000);
        pipeline.Wait();
    }

    [Fact]
    public void A_paused_stream_whose_writer_has_gone_does_not_spin_and_keeps_its_bytes()
    {
        using Pipeline pipeline = Engine.Start(Shell("echo kept").Redirect(Redirection.PipeFromChild(1)));
        var sink = new HashingSink();
        using var pump = new OutputPump(_loop, pipeline.Stages[0].TakePipe(1), 1, sink);
        pump.SetPaused(true);
        pipeline.Wait();
        int turns = 0;
        _loop.RunUntil(() => ++turns < 0, TimeSpan.FromMilliseconds(50));
        turns.ShouldBeLessThan(20);
        pump.TotalBytes.ShouldBe(0);
        pump.SetPaused(false);
        _loop.RunUntil(() => pump.HasEnded, s_patience).ShouldBeTrue();
        pump.TotalBytes.ShouldBe(5);
    }

    [Fact]
    public void A_sink_can_pause_from_its_own_method()
    {
        using Pipeline pipeline = Engine.Start(Program("write", "--bytes", "2000000", "--pattern", "zero").Redirect(Redirection.PipeFromChild(1)));
        var sink = new HashingSink();
        using var pump = new OutputPump(_loop, pipeline.Stages[0].TakePipe(1), 1, sink);
        int pieces = 0;
        sink.OnOutput = () =>
        {
            pieces++;
            pump.SetPaused(true);
            _loop.SetTimer(TimeSpan.Zero, () => pump.SetPaused(false));
        };
        _loop.RunUntil(() => pump.HasEnded, s_patience).ShouldBeTrue();
        pump.TotalBytes.ShouldBe(2_000_000);
        pieces.ShouldBeGreaterThan(10);
        pipeline.Wait();
    }

    [Fact]
    public void The_end_comes_only_when_the_last_holder_has_gone()
    {
        using Pipeline pipeline = Engine.Start(PipelineSpec.Of(Program("grandchild-holds-pipe", "0").Redirect(Redirection.PipeFromChild(1))) with { Contained = true });
        var sink = new HashingSink();
        using var pump = new OutputPump(_loop, pipeline.Stages[0].TakePipe(1), 1, sink);
        pipeline.Wait();
        pump.Drain();
        pump.HasEnded.ShouldBeFalse();
        pump.TotalBytes.ShouldBeGreaterThan(0);
        Task<StopReport> stop = pipeline.StopAsync(new StopPolicy(Signal.TERM, s_patience));
        _loop.RunUntil(() => pump.HasEnded && stop.IsCompleted, s_patience).ShouldBeTrue();
        sink.Ended.ShouldBe([1]);
    }

    [Fact]
    public void Draining_a_stream_that_never_falls_silent_ends()
    {
        using Pipeline pipeline = Engine.Start(ProcessSpec.Of("yes").Redirect(Redirection.PipeFromChild(1)));
        using var pump = new OutputPump(_loop, pipeline.Stages[0].TakePipe(1), 1, new HashingSink());
        pump.Drain();
        pump.Drain();
        pump.HasEnded.ShouldBeFalse();
        pipeline.Signal(Signal.KILL);
        pipeline.Wait();
    }

    [Fact]
    public void Disposing_from_the_sink_ends_quietly()
    {
        using Pipeline pipeline = Engine.Start(ProcessSpec.Of("yes").Redirect(Redirection.PipeFromChild(1)));
        var sink = new HashingSink();
        using var pump = new OutputPump(_loop, pipeline.Stages[0].TakePipe(1), 1, sink);
        sink.OnOutput = pump.Dispose;
        _loop.RunUntil(() => pump.HasEnded, s_patience).ShouldBeTrue();
        sink.Ended.ShouldBeEmpty();
        pipeline.Wait().Last.ShouldBe(WaitStatus.Signalled(Signal.PIPE));
    }

    [Fact]
    public void A_source_that_cannot_be_watched_is_closed()
    {
        Descriptor file = Descriptor.Open("/etc/passwd", OpenMode.Read);
        Should.Throw<SystemCallException>(() => new OutputPump(_loop, file, 1, new HashingSink()));
        file.IsOpen.ShouldBeFalse();
        // The base class asks for nothing of the engine otherwise.
        Engine.Live.ShouldBeEmpty();
    }

    private sealed class HashingSink : IOutputSink
    {
        private readonly Dictionary<int, IncrementalHash> _hashes = new()
        {
            [1] = IncrementalHash.CreateHash(HashAlgorithmName.SHA256),
            [2] = IncrementalHash.CreateHash(HashAlgorithmName.SHA256),
        };

        public List<int> Ended { get; } = [];

        public int Largest { get; private set; }

        public Action? OnOutput { get; set; }

        public string Hash(int stream) => Convert.ToHexStringLower(_hashes[stream].GetHashAndReset());

        public void Output(int stream, ReadOnlySpan<byte> bytes)
        {
            _hashes[stream].AppendData(bytes);
            Largest = Math.Max(Largest, bytes.Length);
            OnOutput?.Invoke();
        }

        public void OutputEnded(int stream) => Ended.Add(stream);
    }
}
