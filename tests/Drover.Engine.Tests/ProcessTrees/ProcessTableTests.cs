using Drover.Engine.ProcessTrees;

namespace Drover.Engine.Tests.ProcessTrees;

public sealed class ProcessTableTests
{
    [Fact]
    public void Pass_sees_every_process_once_in_order()
    {
        using TestChild child = TestChild.Start(["/bin/sleep", "1000"]);
        var table = new ProcessTable();
        table.Refresh();
        int[] pids = [.. table.Processes.ToArray().Select(static p => p.Pid)];
        pids.ShouldBe(pids.Distinct().Order());
        pids.ShouldContain(1);
        int index = table.IndexOf(child.Pid);
        table[index].Pid.ShouldBe(child.Pid);
        table[table.ParentOf(index)].Pid.ShouldBe(Environment.ProcessId);
        var children = new List<int>();
        table.AddChildren(Environment.ProcessId, children);
        children.ShouldContain(child.Pid);
        table.IndexOf(int.MaxValue).ShouldBe(-1);
        table.ParentOf(table.IndexOf(1)).ShouldBe(-1);
    }

    [Fact]
    public void Refreshing_forgets_who_has_gone_and_leaves_no_descriptor_open()
    {
        using TestChild child = TestChild.Start(["/bin/sleep", "1000"]);
        var table = new ProcessTable();
        table.Refresh();
        table.IndexOf(child.Pid).ShouldBeGreaterThanOrEqualTo(0);
        child.Dispose();
        table.Refresh();
        table.IndexOf(child.Pid).ShouldBe(-1);
        Directory.GetFiles("/proc/self/fd").Select(static f => new FileInfo(f).LinkTarget).ShouldNotContain("/proc");
    }
}
