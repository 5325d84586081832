using System.Text;
using Drover.Engine.ProcessTrees;

namespace Drover.Engine.Tests.ProcessTrees;

public sealed class ProcessStatTests
{
    [Fact]
    public void Every_field_is_read_from_its_place()
    {
        ProcessStat.TryParse(Encoding.UTF8.GetBytes(Stat.Text(12, 11, 'D', "make", 5, 6, 7, 4242)), out ProcessInfo info).ShouldBeTrue();
        info.Pid.ShouldBe(12);
        info.ParentPid.ShouldBe(11);
        info.ProcessGroup.ShouldBe(31);
        info.Session.ShouldBe(32);
        info.State.ShouldBe('D');
        info.NameText.ShouldBe("make");
        info.UserTicks.ShouldBe(5);
        info.SystemTicks.ShouldBe(6);
        info.ChildUserTicks.ShouldBe(7);
        info.ChildSystemTicks.ShouldBe(8);
        info.Threads.ShouldBe(5);
        info.StartTicks.ShouldBe(4242);
        info.ResidentPages.ShouldBe(77);
        info.CpuTime.ShouldBe(TimeSpan.FromMilliseconds(110));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData(") R 1 (")]
    [InlineData("((\n)) Z 9")]
    [InlineData("")]
    public void Name_is_what_stands_before_the_last_parenthesis(string name)
    {
        ProcessInfo info = Stat.Of(12, 11, 'S', name);
        info.NameText.ShouldBe(name);
        info.State.ShouldBe('S');
        info.ParentPid.ShouldBe(11);
    }

    [Fact]
    public void Long_name_of_a_kernel_thread_is_cut() => Stat.Of(12, name: "kworker/u8:3-events_unbound").NameText.ShouldBe("kworker/u8:3-eve");

    [Fact]
    public void Text_that_is_cut_anywhere_before_its_last_field_is_refused()
    {
        byte[] text = Encoding.UTF8.GetBytes(Stat.Text(12));
        int needed = text.AsSpan().IndexOf(" 77 "u8) + 1;
        for (int length = 0; length < needed; length++) ProcessStat.TryParse(text.AsSpan(0, length), out _).ShouldBeFalse($"{length} bytes");
        ProcessStat.TryParse(text.AsSpan(0, needed + 2), out _).ShouldBeTrue();
    }
}
