using System.Collections.Concurrent;
using Drover.Engine.Interop;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Engine.Tests.Reaping;

public sealed class ReaperTests : EngineTest
{
    private readonly RecordingObserver _observer = new();

    protected override EngineOptions Options => new() { Observer = _observer };

    [Fact]
    public async Task Two_thousand_short_processes_give_their_true_statuses_and_leave_no_zombie()
    {
        var wrong = new ConcurrentQueue<string>();
        var zombies = new Dictionary<(int, ulong), int>();
        Task[] starters = [.. Enumerable.Range(0, 16).Select(starter => Task.Run(async () =>
        {
            for (int i = 0; i < 125; i++)
            {
                int code = ((starter * 125) + i) % 256;
                PipelineStatus status = await Engine.Start(Shell(code < 200 ? $"exit {code}" : "kill -9 $$")).Completion;
                WaitStatus expected = code < 200 ? WaitStatus.Exited(code) : WaitStatus.Signalled(Signal.KILL);
                if (status.Last != expected) wrong.Enqueue($"{status.Last} instead of {expected}");
            }
        }))];
        Task all = Task.WhenAll(starters);
        while (!all.IsCompleted)
        {
            // A child is a zombie until the loop comes to it; one that is seen again and again was forgotten.
            foreach (ProcessEntry child in ProcessTable.ChildrenOf().Where(child => child.IsZombie))
                zombies[(child.Pid, child.StartTicks)] = zombies.GetValueOrDefault((child.Pid, child.StartTicks)) + 1;
            await Task.WhenAny(all, Task.Delay(100));
        }
        await all;
        wrong.ShouldBeEmpty();
        zombies.Values.DefaultIfEmpty().Max().ShouldBeLessThan(10);
        ProcessTable.ChildrenOf().ShouldBeEmpty();
    }

    [Fact]
    public async Task Stops_and_continues_are_told_in_order()
    {
        Pipeline pipeline = Engine.Start(Silent("obey"));
        for (int i = 0; i < 3; i++)
        {
            pipeline.Signal(Signal.STOP);
            await Eventually.IsTrueAsync(() => pipeline.Stages[0].Status == WaitStatus.Stopped(Signal.STOP));
            pipeline.Signal(Signal.CONT);
            await Eventually.IsTrueAsync(() => pipeline.Stages[0].Status == WaitStatus.Continued());
        }
        pipeline.Signal(Signal.KILL);
        await pipeline.Completion;
        _observer.Events.ShouldBe(
        [
            "started", "stopped by SIGSTOP", "continued", "stopped by SIGSTOP", "continued", "stopped by SIGSTOP", "continued", "killed by SIGKILL",
        ]);
    }

    [Fact]
    public async Task A_stop_before_the_loop_knows_the_process_is_not_missed()
    {
        // Stops itself at once, while Start is still on its way to the loop's thread.
        Pipeline[] pipelines = [.. Enumerable.Range(0, 50).Select(_ => Engine.Start(Shell("kill -STOP $$")))];
        foreach (Pipeline pipeline in pipelines)
        {
            await Eventually.IsTrueAsync(() => pipeline.Stages[0].Status == WaitStatus.Stopped(Signal.STOP));
            pipeline.Signal(Signal.CONT);
            (await pipeline.Completion).ExitStatus.ShouldBe(0);
        }
    }

    [Fact]
    public async Task Somebody_elses_child_is_never_touched()
    {
        int pid = SpawnByHand("exit 42");
        await Eventually.IsTrueAsync(() => ProcessTable.Find(pid) is { IsZombie: true });
        for (int i = 0; i < 20; i++) Engine.Start(ProcessSpec.Of("true")).Wait();
        Pipeline stopped = Engine.Start(Shell("kill -STOP $$"));
        await Eventually.IsTrueAsync(() => stopped.Stages[0].Status.Kind == WaitStatusKind.Stopped);
        await stopped.StopAsync(StopPolicy.Kill);
        ReapByHand(pid).ShouldBe(42);
    }

    [Fact]
    public async Task A_status_that_somebody_else_took_is_not_waited_for()
    {
        Pipeline pipeline = Engine.Start(Silent("obey"));
        // Between the signal and the loop's turn: the loop is held up by the lock that it takes to reap.
        lock (pipeline.Stages[0].SignalLock)
        {
            _ = Libc.kill(pipeline.Stages[0].Pid, 9);
            ReapByHand(pipeline.Stages[0].Pid).ShouldBe(9);
        }
        (await pipeline.Completion).Last.ShouldBe(WaitStatus.Exited(255));
    }

    [Fact]
    public unsafe void An_ignored_SIGCHLD_is_refused_and_can_be_restored()
    {
        byte* runtimes = stackalloc byte[160];
        byte* ignore = stackalloc byte[160];
        new Span<byte>(ignore, 160).Clear();
        *(nint*)ignore = 1;
        Libc.sigaction(Signal.CHLD.Number, ignore, runtimes).ShouldBe(0);
        try
        {
            Should.Throw<InvalidOperationException>(() => new ProcessEngine()).Message.ShouldStartWith("SIGCHLD is ignored in this process");
            ProcessEngine.RestoreChildSignal();
            Engine.Start(Shell("exit 3")).Wait().ExitStatus.ShouldBe(3);
        }
        finally
        {
            _ = Libc.sigaction(Signal.CHLD.Number, runtimes, null);
        }
    }

    [Fact]
    public void Usage_is_what_the_kernel_accounted()
    {
        PipelineStatus busy = Engine.Start(Shell("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done")).Wait();
        (busy.Usage.CpuUser + busy.Usage.CpuSystem).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(10));
        busy.Usage.MaxResidentBytes.ShouldBeGreaterThan(500_000);
        busy.Usage.MinorFaults.ShouldBeGreaterThan(10);
    }

    private static unsafe int SpawnByHand(string script)
    {
        int pid;
        using var argv = new NativeStrings(["sh", "-c", script]);
        fixed (byte* path = "/bin/sh\0"u8) Libc.posix_spawn(&pid, path, null, null, argv.Table, ProcessEnvironment.Empty.Table()).ShouldBe(0);
        return pid;
    }

    private static unsafe int ReapByHand(int pid)
    {
        Libc.ChildSignal info = default;
        Libc.waitid(Libc.P_PID, pid, &info, Libc.WEXITED, null).ShouldBe(0);
        return info.Status;
    }
}
