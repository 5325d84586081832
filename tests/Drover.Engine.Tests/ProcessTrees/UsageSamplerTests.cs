using Drover.Engine.ProcessTrees;

namespace Drover.Engine.Tests.ProcessTrees;

public sealed class UsageSamplerTests
{
    private const string Burn = "i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done";

    [Fact]
    public void Processor_time_grows_with_work_and_is_zero_percent_when_idle()
    {
        using TestChild busy = TestChild.Shell("while :; do :; done");
        using TestChild idle = TestChild.Shell("sleep 1000 & wait");
        var sampler = new UsageSampler();
        SampledTree busyTree = sampler.Add([busy.Pid]);
        SampledTree idleTree = sampler.Add([idle.Pid]);
        sampler.Sample();
        busyTree.Usage.CpuPercent.ShouldBe(0);
        TestChild.Until(() => Sampled(sampler, busyTree).CpuTicks > 10, "ten ticks of processor time");
        long before = busyTree.Usage.CpuTicks;
        TestChild.Until(() => ProcessReader.TryRead(busy.Pid, out ProcessInfo info) && info.OwnTicks > before + 20, "twenty more");
        sampler.Sample();
        busyTree.Usage.CpuPercent.ShouldBeInRange(1, 130);
        idleTree.Usage.CpuPercent.ShouldBeLessThan(5);
        idleTree.Usage.Processes.ShouldBe(2);
        idleTree.Usage.Threads.ShouldBe(2);
        idleTree.Usage.ResidentBytes.ShouldBeGreaterThan(100_000);
    }

    [Fact]
    public void Time_of_children_that_came_and_went_between_two_ticks_counts()
    {
        using TestChild top = TestChild.Shell($"kill -STOP $$; sh -c '{Burn}'; kill -STOP $$; sleep 1000");
        UntilStopped(top);
        var sampler = new UsageSampler();
        SampledTree tree = sampler.Add([top.Pid]);
        long before = Sampled(sampler, tree).CpuTicks;
        TestChild.Signal(top.Pid, 18);
        TestChild.Until(() => ProcessReader.TryRead(top.Pid, out ProcessInfo info) && info.State == 'T' && info.ChildTicks > 0, "the work to be done");
        Sampled(sampler, tree).CpuTicks.ShouldBeGreaterThan(before + 5);
        tree.Usage.CpuPercent.ShouldBeGreaterThan(0);
        tree.Usage.Processes.ShouldBe(1);
    }

    [Fact]
    public void Time_seen_alive_is_not_counted_again_when_its_parent_waits_for_it()
    {
        using TestChild top = TestChild.Shell($"sh -c '{Burn}; kill -STOP $$'; kill -STOP $$; sleep 1000");
        var sampler = new UsageSampler();
        SampledTree tree = sampler.Add([top.Pid]);
        List<ProcessInfo> members = MembersOnceOneStopped(sampler, tree);
        int child = members.Find(static m => m.State == 'T').Pid;
        long before = tree.Usage.CpuTicks;
        before.ShouldBeGreaterThan(5);
        TestChild.Signal(child, 18);
        UntilStopped(top);
        Sampled(sampler, tree).CpuTicks.ShouldBeInRange(before, before + 3);
    }

    [Fact]
    public void Totals_never_fall_when_nobody_waits_for_those_who_leave()
    {
        using TestChild top = TestChild.Shell($"trap '' CHLD; (sh -c '{Burn}; kill -STOP $$'; :) & exec sleep 1000");
        var sampler = new UsageSampler();
        SampledTree tree = sampler.Add([top.Pid]);
        List<ProcessInfo> members = MembersOnceOneStopped(sampler, tree);
        TreeUsage before = tree.Usage;
        foreach (ProcessInfo member in members.Where(m => m.Pid != top.Pid)) TestChild.Signal(member.Pid, TestChild.SIGKILL);
        TestChild.Until(() => Sampled(sampler, tree).Processes == 1, "the children to go");
        tree.Usage.CpuTicks.ShouldBeGreaterThanOrEqualTo(before.CpuTicks);
        tree.Usage.CpuPercent.ShouldBeGreaterThanOrEqualTo(0);
        tree.Usage.Io.Transferred.ShouldBeGreaterThanOrEqualTo(before.Io.Transferred);
    }

    [Fact]
    public void Process_belongs_to_the_nearest_root_and_boundaries_to_nobody()
    {
        using var directory = new TestDirectory();
        using TestChild top = TestChild.Shell($"sh -c 'sleep 1000 & wait' & ({directory.FakeShim("sleep 1000 & wait")}) & wait");
        var found = new List<ProcessInfo>();
        TestChild.Until(() => new Descendants().Collect([top.Pid], found) && found.Count == 4 && found.Exists(static p => p.NameText == "drover-shim")
            && found.Count(static p => p.NameText == "sleep") == 2, "the tree");
        int inner = found.Find(p => p.NameText == "sh" && found.Exists(c => c.ParentPid == p.Pid && c.NameText == "sleep")).Pid;

        var all = new UsageSampler();
        SampledTree whole = all.Add([top.Pid]);
        Sampled(all, whole).Processes.ShouldBe(5);

        var sampler = new UsageSampler(ShimBoundary.IsShim);
        SampledTree outerTree = sampler.Add([top.Pid]);
        SampledTree innerTree = sampler.Add([inner]);
        sampler.Sample();
        innerTree.Usage.Processes.ShouldBe(2);
        outerTree.Usage.Processes.ShouldBe(1);

        SampledTree shim = sampler.Add([found.Find(static p => p.NameText == "drover-shim").Pid], countRoots: false);
        sampler.Sample();
        shim.Usage.Processes.ShouldBe(1);
        sampler.CopyMembers(shim, found);
        found.Select(static p => p.NameText).ShouldBe(["sleep"]);
    }

    [Fact]
    public void Io_of_those_who_left_is_kept()
    {
        using TestChild top = TestChild.Shell("kill -STOP $$; head -c 5000000 /dev/zero > /dev/null; kill -STOP $$; sleep 1000");
        UntilStopped(top);
        var sampler = new UsageSampler();
        SampledTree tree = sampler.Add([top.Pid]);
        long before = Sampled(sampler, tree).Io.Transferred;
        TestChild.Signal(top.Pid, 18);
        TestChild.Until(() => ProcessReader.TryReadIo(top.Pid, out ProcessIo io) && io.WriteCharacters >= 5_000_000, "the bytes to be written");
        Sampled(sampler, tree).Io.Transferred.ShouldBeGreaterThanOrEqualTo(before + 10_000_000);
    }

    private static TreeUsage Sampled(UsageSampler sampler, SampledTree tree)
    {
        sampler.Sample();
        return tree.Usage;
    }

    private static List<ProcessInfo> MembersOnceOneStopped(UsageSampler sampler, SampledTree tree)
    {
        var members = new List<ProcessInfo>();
        TestChild.Until(
            () =>
            {
                sampler.Sample();
                sampler.CopyMembers(tree, members);
                return members.Exists(static m => m.State == 'T');
            },
            "a process to stop");
        return members;
    }

    private static void UntilStopped(TestChild child) =>
        TestChild.Until(() => ProcessReader.TryRead(child.Pid, out ProcessInfo info) && info.State == 'T', $"{child.Pid} to stop");
}
