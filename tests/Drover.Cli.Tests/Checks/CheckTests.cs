using Drover.Cli.Checks;

namespace Drover.Cli.Tests.Checks;

public sealed class CheckTests
{
    private const string Limits =
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max processes             96365                96365                processes
        Max open files            1024                 524288               files
        Max locked memory         unlimited            unlimited            bytes
        """;

    [Fact]
    public void Soft_limits_are_read()
    {
        LimitChecks.SoftLimit(Limits, "Max open files").ShouldBe(1024);
        LimitChecks.SoftLimit(Limits, "Max processes").ShouldBe(96_365);
        LimitChecks.SoftLimit(Limits, "Max locked memory").ShouldBeNull();
        LimitChecks.SoftLimit(Limits, "Max nothing").ShouldBeNull();
    }

    [Fact]
    public void Every_check_of_this_machine_says_something()
    {
        string[] checks = [.. KernelChecks.All().Concat(ControlGroupChecks.All()).Concat(LimitChecks.All()).Select(f => f.Check)];
        checks.ShouldContain("pidfd");
        checks.ShouldContain("cgroup memory");
        checks.ShouldContain("open files");
        KernelChecks.All().Single(f => f.Check == "pidfd").Level.ShouldBe(FindingLevel.Ok);
    }
}
