using Drover.Testing;

namespace Drover.EndToEnd.Tests.TestSupport;

public sealed class EventuallyTests
{
    [Fact]
    public async Task Value_is_looked_at_again_until_it_is_accepted()
    {
        int looks = 0;
        (await Eventually.BecomesAsync(() => ++looks, value => value == 5)).ShouldBe(5);
        int more = 0;
        Eventually.IsTrue(() => ++more == 5);
        more.ShouldBe(5);
    }

    [Fact]
    public async Task Failure_names_the_condition_and_the_last_value()
    {
        int looks = 0;
        TimeoutException error = await Should.ThrowAsync<TimeoutException>(
            () => Eventually.BecomesAsync(() => ++looks, value => value < 0, TimeSpan.FromMilliseconds(20)));
        error.Message.ShouldContain("++looks");
        error.Message.ShouldContain($"Last: {looks}");
    }

    [Fact]
    public void Pump_runs_between_two_looks()
    {
        int pumped = 0;
        Eventually.IsTrue(() => pumped == 3, pump: _ => pumped++);
        pumped.ShouldBe(3);
    }
}
