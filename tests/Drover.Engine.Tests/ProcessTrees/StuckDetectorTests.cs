using Drover.Engine.ProcessTrees;

namespace Drover.Engine.Tests.ProcessTrees;

public sealed class StuckDetectorTests
{
    private readonly StuckDetector _detector = new(TimeSpan.FromSeconds(30));
    private readonly ProcessInfo[] _sleeping = [Stat.Of(10), Stat.Of(11, 10), Stat.Of(12, 10, 'Z')];

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 0, 1)]
    public void Anything_that_moves_clears_the_report(int output, int cpu, int io)
    {
        At(0, 0, 0, 0, _sleeping).ShouldBeNull();
        At(29, 0, 0, 0, _sleeping).ShouldBeNull();
        StuckReport report = At(30, 0, 0, 0, _sleeping)!;
        report.Kind.ShouldBe(StuckKind.Quiet);
        report.Since.ShouldBe(TimeSpan.Zero);
        report.Pids.ShouldBe([10, 11]);
        At(31, 0, 0, 0, _sleeping).ShouldNotBeNull();
        At(32, output, cpu, io, _sleeping).ShouldBeNull();
        At(61, output, cpu, io, _sleeping).ShouldBeNull();
        At(62, output, cpu, io, _sleeping)!.Since.ShouldBe(TimeSpan.FromSeconds(32));
    }

    [Fact]
    public void Empty_tree_is_not_stuck()
    {
        At(0, 0, 0, 0, []).ShouldBeNull();
        At(100, 0, 0, 0, []).ShouldBeNull();
        At(200, 0, 0, 0, [Stat.Of(10, 1, 'Z')]).ShouldBeNull();
    }

    [Fact]
    public void Uninterruptible_process_is_reported_after_the_time_though_others_work()
    {
        At(0, 0, 0, 0, [Stat.Of(10), Stat.Of(11, 10, 'D')]).ShouldBeNull();
        At(29, 5, 5, 5, [Stat.Of(10), Stat.Of(11, 10, 'D')]).ShouldBeNull();
        StuckReport report = At(30, 6, 6, 6, [Stat.Of(10), Stat.Of(11, 10, 'D')])!;
        report.Kind.ShouldBe(StuckKind.Uninterruptible);
        report.Pids.ShouldBe([11]);
        report.Since.ShouldBe(TimeSpan.Zero);
        At(31, 7, 7, 7, [Stat.Of(10), Stat.Of(11, 10)]).ShouldBeNull();
    }

    [Fact]
    public void Heavy_input_and_output_that_uses_the_processor_is_not_stuck()
    {
        for (int second = 0; second < 100; second += 10) At(second, 0, second, second, [Stat.Of(10, 1, 'D', user: second)]).ShouldBeNull();
    }

    [Fact]
    public void Successor_with_the_same_number_starts_anew()
    {
        At(0, 0, 0, 0, [Stat.Of(10, 1, 'D', start: 1)]).ShouldBeNull();
        At(29, 1, 0, 0, [Stat.Of(10, 1, 'D', start: 2)]).ShouldBeNull();
        At(31, 2, 0, 0, [Stat.Of(10, 1, 'D', start: 2)]).ShouldBeNull();
    }

    [Fact]
    public void Stopped_process_is_reported_at_once_and_since_the_first_look()
    {
        At(5, 0, 0, 0, [Stat.Of(10, 1, 'T'), Stat.Of(11)])!.ShouldSatisfyAllConditions(
            static r => r.Kind.ShouldBe(StuckKind.Stopped), static r => r.Pids.ShouldBe([10]));
        At(9, 0, 0, 0, [Stat.Of(10, 1, 'T'), Stat.Of(11)])!.Since.ShouldBe(TimeSpan.FromSeconds(5));
        At(10, 0, 0, 0, [Stat.Of(10), Stat.Of(11)]).ShouldBeNull();
    }

    private StuckReport? At(int seconds, long output, long cpu, long io, ReadOnlySpan<ProcessInfo> processes) =>
        _detector.Observe(TimeSpan.FromSeconds(seconds), output, cpu, io, processes);
}
