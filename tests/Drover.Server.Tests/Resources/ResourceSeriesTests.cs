using Drover.Server.Resources;

namespace Drover.Server.Tests.Resources;

public sealed class ResourceSeriesTests
{
    [Fact]
    public void Each_second_becomes_ten_and_sixty_with_the_most_of_each_and_the_latest_totals()
    {
        var series = new ResourceSeries();
        for (int second = 0; second < 120; second++) series.Add(Sample(second * 1000, cpuMs: second * 10, rss: second % 7 == 3 ? 900 : 100));
        series.Finish();
        series.Pending.Count(one => one.Step == 1).ShouldBe(120);
        (int Step, ResourceSample Sample)[] tens = [.. series.Pending.Where(one => one.Step == 10)];
        tens.Length.ShouldBe(12);
        tens.ShouldAllBe(one => one.Sample.Rss == 900);
        tens.Select(one => one.Sample.CpuMs).ShouldBe(Enumerable.Range(1, 12).Select(i => ((i * 10) - 1) * 10L));
        series.Pending.Where(one => one.Step == 60).Select(one => one.Sample.At).ShouldBe([59_000, 119_000]);
    }

    [Fact]
    public void Processor_use_is_what_was_used_since_the_sample_before()
    {
        var series = new ResourceSeries();
        series.CpuPercent.ShouldBeNull();
        series.Add(Sample(1000, cpuMs: 500));
        series.CpuPercent.ShouldBeNull();
        series.Add(Sample(2000, cpuMs: 2000));
        series.CpuPercent.ShouldBe(150);
    }

    [Fact]
    public void What_can_not_be_stored_stays_bounded()
    {
        var series = new ResourceSeries();
        for (int second = 0; second < 5000; second++) series.Add(Sample(second * 1000));
        series.Pending.Count.ShouldBeLessThanOrEqualTo(1200);
        series.Pending[^1].Sample.At.ShouldBe(4_999_000);
    }

    [Theory]
    [InlineData(30, 1)]
    [InlineData(301, 10)]
    [InlineData(2999, 10)]
    [InlineData(3100, 60)]
    [InlineData(10_000_000, 60)]
    public void A_run_that_has_ended_keeps_one_step(int seconds, int step) => SampleSteps.OfEnded(TimeSpan.FromSeconds(seconds)).ShouldBe(step);

    private static ResourceSample Sample(long at, long cpuMs = 0, long rss = 1) => new(at, cpuMs, rss, 1, 1, 0, 0);
}
