using System.Text;
using Drover.Engine.ProcessTrees;

namespace Drover.Engine.Tests.ProcessTrees;

public sealed class ProcessReaderTests
{
    [Fact]
    public void This_process_is_read_as_it_is()
    {
        ProcessReader.TryRead(Environment.ProcessId, out ProcessInfo info).ShouldBeTrue();
        info.Pid.ShouldBe(Environment.ProcessId);
        info.State.ShouldBeOneOf('R', 'S', 'D');
        info.Threads.ShouldBeGreaterThan(1);
        info.ResidentBytes.ShouldBeInRange(10 << 20, 10L << 30);
        info.StartTicks.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void Process_that_is_not_there_reads_as_nothing(int pid)
    {
        ProcessReader.TryRead(pid, out _).ShouldBeFalse();
        ProcessReader.TryReadIo(pid, out _).ShouldBeFalse();
        ProcessReader.ReadChildren(pid, []).ShouldBeFalse();
        ProcessReader.ReadCommandLine(pid, new byte[100]).ShouldBe(0);
        ProcessReader.ReadExecutableName(pid, new byte[100]).ShouldBe(0);
        ProcessReader.HasEnvironmentEntry(pid, "A=1"u8).ShouldBeFalse();
        ProcessReader.ReadProportionalBytes(pid).ShouldBe(-1);
    }

    [Fact]
    public void Name_may_be_hostile()
    {
        using var directory = new TestDirectory();
        string path = directory["a) R 1 (\nb"];
        File.CreateSymbolicLink(path, "/bin/sleep");
        using TestChild child = TestChild.Start([path, "1000"]);
        UntilExecuted(child);
        ProcessReader.TryRead(child.Pid, out ProcessInfo info).ShouldBeTrue();
        info.NameText.ShouldBe("a) R 1 (\nb");
        info.ParentPid.ShouldBe(Environment.ProcessId);
        info.ProcessGroup.ShouldBe(child.Pid);
        ProcessReader.ReadCommandText(child.Pid).ShouldBe($"{path.Replace('\n', '?')} 1000");
    }

    [Fact]
    public void Command_line_keeps_its_arguments_apart()
    {
        using TestChild child = TestChild.Start(["/bin/sleep", "1000", "0"]);
        UntilExecuted(child);
        byte[] buffer = new byte[100];
        int length = ProcessReader.ReadCommandLine(child.Pid, buffer);
        Encoding.ASCII.GetString(buffer, 0, length).ShouldBe("/bin/sleep\01000\00\0");
        ProcessReader.ReadCommandLine(child.Pid, buffer.AsSpan(0, 5)).ShouldBe(5);
    }

    [Fact]
    public void Zombie_has_its_name_for_a_command_line()
    {
        using TestChild child = TestChild.Start(["/bin/true"]);
        child.UntilZombie();
        ProcessReader.ReadCommandText(child.Pid).ShouldBe("[true]");
        ProcessReader.HasEnvironmentEntry(child.Pid, "PATH=/usr/local/bin:/usr/bin:/bin"u8).ShouldBeFalse();
    }

    [Fact]
    public void Long_command_line_is_cut_for_people()
    {
        using TestChild child = TestChild.Shell($"sleep 1000; : {new string('x', 1000)}");
        UntilExecuted(child);
        string text = ProcessReader.ReadCommandText(child.Pid);
        text.Length.ShouldBe(241);
        text.ShouldEndWith("xx…");
    }

    [Fact]
    public void Environment_entry_is_found_beyond_the_first_chunk()
    {
        string[] environment = [.. Enumerable.Range(0, 500).Select(static i => $"FILLER_{i}=some text of no interest"), "DROVER_RUN_ID=abc"];
        using TestChild child = TestChild.Start(["/bin/sleep", "1000"], environment);
        UntilExecuted(child);
        ProcessReader.HasEnvironmentEntry(child.Pid, "DROVER_RUN_ID=abc"u8).ShouldBeTrue();
        ProcessReader.HasEnvironmentEntry(child.Pid, "DROVER_RUN_ID=ab"u8).ShouldBeFalse();
        ProcessReader.HasEnvironmentEntry(child.Pid, "DROVER_RUN_ID=abcd"u8).ShouldBeFalse();
        ProcessReader.HasEnvironmentEntry(child.Pid, ""u8).ShouldBeFalse();
    }

    [Fact]
    public void Children_of_every_thread_are_listed()
    {
        var children = new List<int>();
        using var started = new ManualResetEventSlim();
        using var done = new ManualResetEventSlim();
        TestChild? other = null;
        var thread = new Thread(() =>
        {
            other = TestChild.Start(["/bin/sleep", "1000"]);
            started.Set();
            done.Wait();
        });
        thread.Start();
        started.Wait();
        using TestChild own = TestChild.Start(["/bin/sleep", "1000"]);
        ProcessReader.ReadChildren(Environment.ProcessId, children).ShouldBeTrue();
        children.ShouldContain(own.Pid);
        children.ShouldContain(other!.Pid);
        done.Set();
        thread.Join();
        other.Dispose();
    }

    [Fact]
    public void More_children_than_fit_into_one_read_are_listed()
    {
        using TestChild child = TestChild.Shell("i=0; while [ $i -lt 500 ]; do sleep 1000 & i=$((i+1)); done; wait");
        var children = new List<int>();
        TestChild.Until(
            () =>
            {
                children.Clear();
                ProcessReader.ReadChildren(child.Pid, children);
                return children.Count == 500;
            },
            "500 children");
        children.Distinct().Count().ShouldBe(500);
        foreach (int pid in children)
        {
            ProcessReader.TryRead(pid, out ProcessInfo info).ShouldBeTrue();
            info.ParentPid.ShouldBe(child.Pid);
        }
    }

    [Fact]
    public void Io_counts_what_is_written()
    {
        using TestChild child = TestChild.Shell("head -c 300000 /dev/zero > /dev/null; read x < /dev/null; kill -STOP $$");
        TestChild.Until(() => ProcessReader.TryRead(child.Pid, out ProcessInfo info) && info.State == 'T', "the shell to stop itself");
        ProcessReader.TryReadIo(child.Pid, out ProcessIo io).ShouldBeTrue();
        io.WriteCharacters.ShouldBeInRange(300_000, 310_000);
        io.ReadCharacters.ShouldBeGreaterThanOrEqualTo(300_000);
        io.Transferred.ShouldBe(io.ReadCharacters + io.WriteCharacters);
    }

    [Fact]
    public void Proportional_memory_is_no_more_than_resident()
    {
        using TestChild child = TestChild.Start(["/bin/sleep", "1000"]);
        UntilExecuted(child);
        ProcessReader.TryRead(child.Pid, out ProcessInfo info).ShouldBeTrue();
        long proportional = ProcessReader.ReadProportionalBytes(child.Pid);
        proportional.ShouldBeInRange(10_000, info.ResidentBytes + (1 << 20));
    }

    [Fact]
    public void Executable_name_survives_its_removal()
    {
        using var directory = new TestDirectory();
        File.Copy("/bin/sleep", directory["drover-shim"]);
        using TestChild child = TestChild.Start([directory["drover-shim"], "1000"]);
        File.Delete(directory["drover-shim"]);
        byte[] buffer = new byte[100];
        int length = ProcessReader.ReadExecutableName(child.Pid, buffer);
        Encoding.ASCII.GetString(buffer, 0, length).ShouldBe("drover-shim");
    }

    // posix_spawn returns when exec has begun: for a moment the new program has neither arguments nor environment.
    private static void UntilExecuted(TestChild child) =>
        TestChild.Until(() => File.ReadAllText($"/proc/{child.Pid}/cmdline").Length > 0, "the exec to be done");
}
