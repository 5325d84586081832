using Drover.Testing;

namespace Drover.EndToEnd.Tests.TestSupport;

[Collection(nameof(AloneCollection))]
public sealed class LeakCheckTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task Open_file_is_found_and_its_closing_too()
    {
        using var directory = new TemporaryDirectory();
        var check = new LeakCheck();
        using (File.Create(directory["kept open"]))
        {
            TimeoutException error = await Should.ThrowAsync<TimeoutException>(() => check.NothingLeftAsync(Short));
            error.Message.ShouldContain(directory["kept open"]);
        }

        await check.NothingLeftAsync();
    }

    [Fact]
    public async Task Thread_is_found_by_the_start_of_its_name()
    {
        var check = new LeakCheck();
        using var end = new ManualResetEventSlim();
        var thread = new Thread(() => end.Wait(TestContext.Current.CancellationToken)) { Name = "drover-left" };
        thread.Start();
        // The name is set by the new thread itself.
        await Eventually.BecomesAsync(() => check.Leaks("drover-"), leaks => leaks.Any(leak => leak.Contains("drover-left", StringComparison.Ordinal)));
        check.Leaks("other-").ShouldNotContain(leak => leak.Contains("drover-left", StringComparison.Ordinal));
        end.Set();
        thread.Join();
        await check.NothingLeftAsync(threads: "drover-");
    }

    [Fact]
    public void Process_table_shows_this_process()
    {
        ProcessEntry self = ProcessTable.Find(Environment.ProcessId).ShouldNotBeNull();
        self.IsZombie.ShouldBeFalse();
        ProcessTable.IsAlive(self.Pid).ShouldBeTrue();
        ProcessTable.ChildrenOf(self.Parent).ShouldContain(child => child.Pid == self.Pid && child.StartTicks == self.StartTicks);
        ProcessTable.Find(int.MaxValue).ShouldBeNull();
    }
}
