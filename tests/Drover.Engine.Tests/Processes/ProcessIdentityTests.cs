using System.Runtime.InteropServices;
using Drover.Engine.Processes;
using Drover.Engine.ProcessTrees;
using Drover.Testing;

namespace Drover.Engine.Tests.Processes;

public sealed partial class ProcessIdentityTests
{
    private const int SIGTERM = 15;

    [Fact]
    public void Process_is_alive_until_it_is_a_zombie()
    {
        using TestChild child = TestChild.Start(["/bin/sleep", "1000"]);
        ProcessIdentity identity = ProcessIdentity.TryRead(child.Pid)!.Value;
        identity.IsAlive().ShouldBeTrue();
        TestChild.Signal(child.Pid, TestChild.SIGKILL);
        child.UntilZombie();
        identity.IsAlive().ShouldBeFalse();
        ProcessIdentity.TryRead(child.Pid).ShouldBe(identity);
        child.Reap();
        ProcessIdentity.TryRead(child.Pid).ShouldBeNull();
    }

    [Fact]
    public void Process_whose_first_thread_has_ended_is_alive_as_long_as_another_runs()
    {
        using TestChild child = TestChild.Start([TestPrograms.Path, "main-thread-ends"]);
        ProcessInfo info = default;
        Eventually.IsTrue(() => ProcessReader.TryRead(child.Pid, out info) && info.State == 'Z');
        info.Threads.ShouldBeGreaterThan(1);
        info.Identity.IsAlive().ShouldBeTrue();
        info.Identity.TrySignal(SIGTERM).ShouldBe(SignalResult.Sent);
        child.Reap().ShouldBe(SIGTERM);
        info.Identity.IsAlive().ShouldBeFalse();
    }

    [Fact]
    public void Signal_reaches_the_process_it_is_meant_for()
    {
        using TestChild child = TestChild.Start(["/bin/sleep", "1000"]);
        ProcessIdentity identity = ProcessIdentity.TryRead(child.Pid)!.Value;
        identity.TrySignal(0).ShouldBe(SignalResult.Sent);
        identity.TrySignal(SIGTERM).ShouldBe(SignalResult.Sent);
        child.Reap().ShouldBe(SIGTERM);
        identity.TrySignal(SIGTERM).ShouldBe(SignalResult.Gone);
    }

    [Fact]
    public void Process_with_the_number_of_another_is_not_signalled()
    {
        using TestChild child = TestChild.Start(["/bin/sleep", "1000"]);
        ProcessIdentity real = ProcessIdentity.TryRead(child.Pid)!.Value;
        ProcessIdentity predecessor = real with { StartTicks = real.StartTicks - 1 };
        predecessor.IsAlive().ShouldBeFalse();
        predecessor.TrySignal(TestChild.SIGKILL).ShouldBe(SignalResult.Gone);
        real.IsAlive().ShouldBeTrue();
    }

    [Fact]
    public void Zombie_and_impossible_numbers_are_gone()
    {
        using TestChild child = TestChild.Start(["/bin/true"]);
        child.UntilZombie();
        ProcessIdentity.TryRead(child.Pid)!.Value.TrySignal(SIGTERM).ShouldBe(SignalResult.Gone);
        new ProcessIdentity(0, 0).TrySignal(SIGTERM).ShouldBe(SignalResult.Gone);
        new ProcessIdentity(-child.Pid, 0).TrySignal(SIGTERM).ShouldBe(SignalResult.Gone);
        new ProcessIdentity(int.MaxValue, 0).TrySignal(SIGTERM).ShouldBe(SignalResult.Gone);
    }

    [Fact]
    public void Thread_of_a_process_is_not_a_process_to_signal()
    {
        foreach (string task in Directory.GetDirectories("/proc/self/task"))
        {
            int thread = int.Parse(Path.GetFileName(task));
            if (thread == Environment.ProcessId || ProcessIdentity.TryRead(thread) is not { } identity) continue;
            identity.TrySignal(0).ShouldBe(SignalResult.Gone);
            return;
        }
        Assert.Fail("This process has only one thread.");
    }

    [Fact]
    public void Process_of_another_user_is_not_permitted()
    {
        using TestChild child = TestChild.Start(["/bin/sleep", "1000"]);
        SignalResult result = default;
        // By itself, a thread may give up root for itself alone: only the C library makes it the whole process's affair.
        var thread = new Thread(() =>
        {
            int pid = 1;
            if (Environment.UserName == "root")
            {
                nint setresuid = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 147 : 117;
                SystemCall(setresuid, 65534, 65534, 65534).ShouldBe(0);
                pid = child.Pid;
            }
            result = ProcessIdentity.TryRead(pid)!.Value.TrySignal(SIGTERM);
        });
        thread.Start();
        thread.Join();
        result.ShouldBe(SignalResult.NotPermitted);
        ProcessReader.TryRead(child.Pid, out ProcessInfo info).ShouldBeTrue();
        info.HasEnded.ShouldBeFalse();
    }

    [Fact]
    public void Boot_id_is_the_kernels() => BootId.Current.ShouldBe(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third);
}
