using System.Collections.Immutable;
using Drover.Cli.Arguments;
using Drover.Runs;

namespace Drover.Cli.Tests.Arguments;

public sealed class RunFilterTests
{
    private static readonly RunStatus Web = new()
    {
        Id = "0123456789ab",
        Name = "web-1",
        Labels = ImmutableSortedDictionary<string, string>.Empty.Add("team", "a").Add("tier", ""),
        State = RunState.Running,
    };

    private static readonly RunStatus Lost = new() { Id = "ba9876543210", State = RunState.Ended, Outcome = RunOutcome.Lost };

    [Theory]
    [InlineData("", true)]
    [InlineData("label=team", true)]
    [InlineData("label=team=a", true)]
    [InlineData("label=team=b", false)]
    [InlineData("label=none", false)]
    [InlineData("label=team=a label=tier", true)]
    [InlineData("label=team=a label=none", false)]
    [InlineData("state=running", true)]
    [InlineData("state=ended", false)]
    [InlineData("state=ended state=running", true)]
    [InlineData("name=web-1", true)]
    [InlineData("name=web*", true)]
    [InlineData("name=WEB*", false)]
    [InlineData("name=0123*", true)]
    [InlineData("name=web* state=ended", false)]
    public void Runs_fit_or_not(string filters, bool fits) =>
        RunFilter.Parse(filters.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Matches(Web).ShouldBe(fits);

    [Fact]
    public void Outcomes_are_states_of_ended_runs()
    {
        RunFilter filter = RunFilter.Parse(["state=lost"]);
        filter.Matches(Lost).ShouldBeTrue();
        filter.Matches(Web).ShouldBeFalse();
        filter.AsksForEnded.ShouldBeTrue();
        RunFilter.Parse(["state=timed-out"]).AsksForEnded.ShouldBeTrue();
        RunFilter.Parse(["state=running"]).AsksForEnded.ShouldBeFalse();
    }

    [Theory]
    [InlineData("state=none")]
    [InlineData("state=dead")]
    [InlineData("colour=red")]
    [InlineData("name=")]
    [InlineData("label")]
    [InlineData("label==x")]
    public void Filter_that_is_none_is_refused(string filter) => Should.Throw<CliException>(() => RunFilter.Parse([filter]));
}
