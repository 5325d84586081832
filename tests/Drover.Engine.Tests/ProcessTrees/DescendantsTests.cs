using Drover.Engine.ProcessTrees;

namespace Drover.Engine.Tests.ProcessTrees;

public sealed class DescendantsTests
{
    private readonly Descendants _descendants = new();
    private readonly List<ProcessInfo> _found = [];

    [Fact]
    public void Everything_below_is_found_parents_first()
    {
        using TestChild top = TestChild.Shell("sh -c 'sleep 1000 & setsid sleep 1000 & wait' & sleep 1000 & wait");
        TestChild.Until(() => Names(top) == "sh sleep sleep sleep", "the tree to be there");
        _found[0].NameText.ShouldBe("sh");
        foreach (ProcessInfo process in _found)
        {
            int parent = _found.FindIndex(p => p.Pid == process.ParentPid);
            (process.ParentPid == top.Pid || parent >= 0).ShouldBeTrue();
            parent.ShouldBeLessThan(_found.FindIndex(p => p.Pid == process.Pid));
        }
        End(_found);
    }

    [Fact]
    public void Full_pass_finds_the_same()
    {
        using TestChild top = TestChild.Shell("sh -c 'sleep 1000 & sleep 1000 & wait' & sleep 1000 & wait");
        TestChild.Until(() => Names(top) == "sh sleep sleep sleep", "the tree to be there");
        var byPass = new List<ProcessInfo>();
        _descendants.CollectByFullPass([top.Pid], byPass, includeRoots: true).ShouldBeTrue();
        _descendants.Collect([top.Pid], _found, includeRoots: true).ShouldBeTrue();
        byPass.Select(static p => p.Identity).ShouldBe(_found.Select(static p => p.Identity), ignoreOrder: true);
        byPass[0].Pid.ShouldBe(top.Pid);
        byPass.Count.ShouldBe(5);
    }

    [Fact]
    public void Boundary_and_what_is_below_it_is_left_out()
    {
        using var directory = new TestDirectory();
        using TestChild top = TestChild.Shell($"({directory.FakeShim("sleep 1000 & sleep 1000 & wait")}) & sleep 1000 & wait");
        TestChild.Until(() => Names(top) == "drover-shim sleep sleep sleep", "the tree to be there");
        int shim = _found.Find(static p => p.NameText == "drover-shim").Pid;
        ShimBoundary.IsShim(shim).ShouldBeTrue();
        _descendants.Collect([top.Pid], _found, ShimBoundary.IsShim).ShouldBeTrue();
        _found.Select(static p => p.NameText).ShouldBe(["sleep"]);
        _descendants.CollectByFullPass([top.Pid], _found, ShimBoundary.IsShim).ShouldBeTrue();
        _found.Select(static p => p.NameText).ShouldBe(["sleep"]);
        // As a root it is not asked: a shim looks for what is below itself.
        _descendants.Collect([shim], _found, ShimBoundary.IsShim).ShouldBeTrue();
        _found.Count.ShouldBe(2);
    }

    [Fact]
    public void Program_named_like_a_shim_that_does_not_hold_is_no_boundary()
    {
        using var directory = new TestDirectory();
        File.Copy("/bin/sleep", directory["drover-shim"]);
        using TestChild child = TestChild.Start([directory["drover-shim"], "1000"]);
        using TestChild other = TestChild.Start(["/bin/sh", "-c", "sleep 1000", "hold"]);
        TestChild.Until(() => ProcessReader.ReadCommandText(child.Pid).EndsWith(" 1000", StringComparison.Ordinal), "the exec");
        ShimBoundary.IsShim(child.Pid).ShouldBeFalse();
        ShimBoundary.IsShim(other.Pid).ShouldBeFalse();
    }

    [Fact]
    public void Dead_shim_is_no_boundary()
    {
        using var directory = new TestDirectory();
        string script = directory.FakeShim("exit 0");
        using TestChild shim = TestChild.Shell(script.Replace("&& ", "&& exec ", StringComparison.Ordinal));
        shim.UntilZombie();
        ShimBoundary.IsShim(shim.Pid).ShouldBeFalse();
    }

    [Fact]
    public void Zombies_are_found_and_roots_that_do_not_exist_are_not()
    {
        using TestChild top = TestChild.Shell("sleep 0 & exec sleep 1000");
        TestChild.Until(() => Names(top) == "sleep" && _found[0].State == 'Z', "the zombie");
        _descendants.Collect([int.MaxValue, top.Pid], _found, includeRoots: true).ShouldBeTrue();
        _found.Count.ShouldBe(2);
    }

    [Fact]
    public void Root_below_another_root_is_listed_once()
    {
        using TestChild top = TestChild.Shell("sh -c 'sleep 1000 & wait' & wait");
        TestChild.Until(() => Names(top) == "sh sleep", "the tree to be there");
        int inner = _found[0].Pid;
        _descendants.Collect([top.Pid, inner], _found, includeRoots: true).ShouldBeTrue();
        _found.Count.ShouldBe(3);
        _found.Select(static p => p.Pid).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void Those_that_stay_are_found_while_others_come_and_go()
    {
        using TestChild top = TestChild.Shell(
            "sh -c 'sleep 1000 & while :; do /bin/true; done' & sh -c 'sleep 1000 & while :; do /bin/true & wait $!; done' & sleep 1000 & wait");
        TestChild.Until(() => Names(top).Split(' ').Count(static n => n == "sleep") == 3, "the tree to be there");
        for (int i = 0; i < 200; i++)
        {
            _descendants.Collect([top.Pid], _found);
            _found.Count(static p => p.NameText == "sleep").ShouldBe(3);
        }
    }

    [Fact]
    public void Collecting_leaves_no_descriptor_open_and_allocates_nothing()
    {
        using TestChild top = TestChild.Shell("sh -c 'sleep 1000 & wait' & wait");
        TestChild.Until(() => Names(top) == "sh sleep", "the tree to be there");
        int[] roots = [top.Pid];
        _descendants.Collect(roots, _found);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) _descendants.Collect(roots, _found);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        Directory.GetFiles("/proc/self/fd").Select(static f => new FileInfo(f).LinkTarget ?? "")
            .ShouldNotContain(target => target.StartsWith($"/proc/{top.Pid}", StringComparison.Ordinal));
    }

    private string Names(TestChild top)
    {
        _descendants.Collect([top.Pid], _found);
        return string.Join(' ', _found.Select(static p => p.NameText).Order());
    }

    private static void End(List<ProcessInfo> processes)
    {
        foreach (ProcessInfo process in processes) process.Identity.TrySignal(TestChild.SIGKILL);
    }
}
