using Drover.Engine.Processes;
using Drover.Engine.ProcessTrees;

namespace Drover.Engine.Tests.ProcessTrees;

public sealed class MembershipTests : IDisposable
{
    private readonly string _mark = $"DROVER_RUN_ID=test-{Guid.NewGuid():N}";
    private readonly Membership _membership = new();
    private readonly List<ProcessIdentity> _found = [];

    public void Dispose()
    {
        // The mark is this test's own.
        _membership.Find(new MembershipQuery { EnvironmentMark = _mark }, _found);
        foreach (ProcessIdentity process in _found) process.TrySignal(TestChild.SIGKILL);
    }

    [Fact]
    public void Process_that_left_session_group_and_parent_is_found_by_its_mark()
    {
        using TestChild leader = TestChild.Shell("(setsid sh -c 'sleep 1000 & exit' &) ; exit", _mark);
        leader.Reap();
        var query = new MembershipQuery { EnvironmentMark = _mark };
        TestChild.Until(() => Find(query) == "sleep", "the escaped process");
        ProcessReader.TryRead(_found[0].Pid, out ProcessInfo info).ShouldBeTrue();
        info.ProcessGroup.ShouldNotBe(leader.Pid);
        info.ParentPid.ShouldNotBe(leader.Pid);
        _membership.Find(query with { EnvironmentMark = _mark + "0" }, _found);
        _found.ShouldBeEmpty();
    }

    [Fact]
    public void Process_is_found_by_the_session_and_the_group_of_a_leader_that_has_ended()
    {
        using TestChild leader = TestChild.Start(["/usr/bin/setsid", "sh", "-c", "env -i sleep 1000 & kill -STOP $$; exit"], _mark);
        // setsid(1) forks when it leads a group already, as it does here: its child leads the session, and stops until it has been seen.
        ProcessIdentity session = default;
        TestChild.Until(() =>
        {
            Find(new MembershipQuery { EnvironmentMark = _mark });
            foreach (ProcessIdentity found in _found)
            {
                if (ProcessReader.TryRead(found.Pid, out ProcessInfo info) && info.Session == info.Pid && info.State == 'T') session = found;
            }
            return session.Pid != 0;
        }, "the session's leader");
        session.Pid.ShouldNotBe(leader.Pid);
        TestChild.Signal(session.Pid, 18); // SIGCONT
        TestChild.Until(() => ProcessIdentity.TryRead(session.Pid) is null, "the session's leader to end");

        TestChild.Until(() => Find(new MembershipQuery { SessionLeader = session }) == "sleep", "the program without environment");
        Find(new MembershipQuery { GroupLeader = session }).ShouldBe("sleep");
        foreach (ProcessIdentity process in _found) process.TrySignal(TestChild.SIGKILL);
    }

    [Fact]
    public void Session_and_group_whose_number_was_given_anew_do_not_count()
    {
        using TestChild child = TestChild.Start(["/bin/sleep", "1000"]);
        ProcessIdentity now = ProcessIdentity.TryRead(child.Pid)!.Value;
        Find(new MembershipQuery { GroupLeader = now }).ShouldBe("sleep");
        Find(new MembershipQuery { GroupLeader = now with { StartTicks = now.StartTicks - 1 } }).ShouldBe("");
        Find(new MembershipQuery { Roots = [now with { StartTicks = now.StartTicks - 1 }] }).ShouldBe("");
    }

    [Fact]
    public void Descendants_of_a_root_are_members_and_this_process_is_not()
    {
        using TestChild top = TestChild.Shell("env -i setsid sleep 1000 & wait");
        ProcessIdentity self = ProcessIdentity.TryRead(Environment.ProcessId)!.Value;
        TestChild.Until(() => Find(new MembershipQuery { Roots = [ProcessIdentity.TryRead(top.Pid)!.Value] }) == "sh sleep", "the tree");
        ProcessIdentity escaped = _found[1];
        Find(new MembershipQuery { Roots = [self] }).ShouldContain("sleep");
        _found.ShouldNotContain(self);
        escaped.TrySignal(TestChild.SIGKILL);
    }

    [Fact]
    public void Nested_shim_and_what_it_holds_is_no_member()
    {
        using var directory = new TestDirectory();
        using TestChild top = TestChild.Shell($"({directory.FakeShim("sleep 1000 & wait")}) & sleep 1000 & wait", _mark);
        TestChild.Until(() => Find(new MembershipQuery { EnvironmentMark = _mark }) == "drover-shim sh sleep sleep", "the tree");
        Find(new MembershipQuery { EnvironmentMark = _mark, IsBoundary = ShimBoundary.IsShim }).ShouldBe("sh sleep");
    }

    [Fact]
    public void Shim_above_that_is_no_member_spares_nobody()
    {
        using var directory = new TestDirectory();
        using TestChild outer = TestChild.Shell(directory.FakeShim($"{_mark} sleep 1000 & wait"));
        TestChild.Until(() => Find(new MembershipQuery { EnvironmentMark = _mark }) == "sleep", "the process");
        Find(new MembershipQuery { EnvironmentMark = _mark, IsBoundary = ShimBoundary.IsShim }).ShouldBe("sleep");
    }

    private string Find(MembershipQuery query)
    {
        _membership.Find(query, _found);
        return string.Join(' ', _found.Select(static p => ProcessReader.TryRead(p.Pid, out ProcessInfo info) ? info.NameText : "?").Order());
    }
}
