using Drover.Engine.Processes;
using Drover.Engine.ProcessTrees;

namespace Drover.Engine.Tests.ProcessTrees;

public sealed class ProcessTreeTests
{
    [Fact]
    public void Snapshot_shows_each_process_followed_by_what_is_below_it()
    {
        using TestChild top = TestChild.Shell("sh -c 'sleep 1001 & wait' & sh -c 'sleep 1002 & wait' & wait");
        ProcessTree tree = ProcessTree.Capture(top.Pid);
        TestChild.Until(() => (tree = ProcessTree.Capture(top.Pid)).Nodes.Count(static n => n.Command.StartsWith("sleep 100", StringComparison.Ordinal) && n.ResidentBytes > 0) == 2, "the tree");
        tree.Nodes.Select(static n => n.Depth).ShouldBe([0, 1, 2, 1, 2]);
        tree.Nodes[2].ParentPid.ShouldBe(tree.Nodes[1].Pid);
        tree.Nodes[4].ParentPid.ShouldBe(tree.Nodes[3].Pid);
        tree.Nodes.ShouldAllBe(static n => n.Age >= TimeSpan.Zero && n.Age < TimeSpan.FromMinutes(1) && n.ResidentBytes > 0);
        string[] lines = tree.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(5);
        lines[2].ShouldStartWith($"    {tree.Nodes[2].Pid} < {tree.Nodes[1].Pid} ");

        ProcessTree below = ProcessTree.Capture([top.Pid], includeRoots: false);
        below.Nodes.Select(static n => n.Depth).ShouldBe([0, 1, 0, 1]);
    }

    [Fact]
    public void Node_is_one_line()
    {
        var node = new ProcessNode(
            new ProcessIdentity(4711, 5), 4700, 1, 'S', TimeSpan.FromMilliseconds(120), 3_565_200, TimeSpan.FromMilliseconds(17_054), "make -j2");
        node.ToString().ShouldBe("4711 < 4700 S cpu 0.12 s, 3.4 MiB, age 17.05 s: make -j2");
    }

    [Fact]
    public void Ring_of_reused_numbers_does_not_hang()
    {
        ProcessTree tree = ProcessTree.FromProcesses([Stat.Of(2_000_000_001, 1), Stat.Of(2_000_000_002, 2_000_000_003), Stat.Of(2_000_000_003, 2_000_000_002)]);
        tree.Nodes.Select(static n => n.Pid).ShouldBe([2_000_000_001]);
    }

    [Fact]
    public void Process_that_does_not_exist_is_an_empty_snapshot() => ProcessTree.Capture(int.MaxValue).ToString().ShouldBe("");
}
