using System.Collections.Concurrent;
using System.Diagnostics;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Engine.Tests.EventLoops;

[Collection(nameof(AloneCollection))]
public sealed class EventLoopTests : IAsyncLifetime
{
    private readonly LeakCheck _leaks = new();
    private readonly EventLoop _loop = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _loop.Dispose();
        await _leaks.NothingLeftAsync(threads: "drover-");
    }

    [Fact]
    public void What_belongs_to_the_loop_s_thread_is_refused_to_others()
    {
        _loop.StartThread();
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        using (read)
        using (write)
        {
            Should.Throw<InvalidOperationException>(() => _loop.SetTimer(TimeSpan.Zero, () => { }));
            Should.Throw<InvalidOperationException>(() => _loop.Watch(read, Readiness.Readable, _ => { }));
        }
    }

    [Fact]
    public void A_watch_reports_as_long_as_there_is_something_to_read()
    {
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        using (read)
        using (write)
        {
            int calls = 0;
            using Watch watch = _loop.Watch(read, Readiness.Readable, ready =>
            {
                ready.ShouldBe(Readiness.Readable);
                calls++;
            });
            _loop.RunOnce(TimeSpan.Zero).ShouldBe(0);
            write.WriteAll("x"u8);
            _loop.RunOnce(TimeSpan.Zero).ShouldBe(1);
            _loop.RunOnce(TimeSpan.Zero);
            calls.ShouldBe(2);
            watch.Change(Readiness.None);
            _loop.RunOnce(TimeSpan.Zero).ShouldBe(0);
            watch.Change(Readiness.Readable);
            _loop.RunOnce(TimeSpan.Zero).ShouldBe(1);
            watch.Dispose();
            watch.Dispose();
            _loop.RunOnce(TimeSpan.Zero).ShouldBe(0);
        }
    }

    [Fact]
    public void An_event_that_was_fetched_for_a_removed_watch_is_dropped()
    {
        (Descriptor firstRead, Descriptor firstWrite) = Descriptor.Pipe();
        (Descriptor secondRead, Descriptor secondWrite) = Descriptor.Pipe();
        firstWrite.WriteAll("x"u8);
        secondWrite.WriteAll("x"u8);
        var called = new List<int>();
        Watch? first = null, second = null;
        first = _loop.Watch(firstRead, Readiness.Readable, _ => { called.Add(1); second!.Dispose(); first!.Dispose(); });
        second = _loop.Watch(secondRead, Readiness.Readable, _ => { called.Add(2); first!.Dispose(); second!.Dispose(); });
        // Both are ready in one batch; whoever comes first removes the other.
        _loop.RunOnce(TimeSpan.Zero).ShouldBe(1);
        _loop.RunOnce(TimeSpan.Zero).ShouldBe(0);
        called.Count.ShouldBe(1);
        foreach (Descriptor end in (Descriptor[])[firstRead, firstWrite, secondRead, secondWrite]) end.Dispose();
    }

    [Fact]
    public void A_number_and_a_slot_that_are_used_again_within_a_batch_do_not_get_the_old_event()
    {
        (Descriptor firstRead, Descriptor firstWrite) = Descriptor.Pipe();
        (Descriptor secondRead, Descriptor secondWrite) = Descriptor.Pipe();
        firstWrite.WriteAll("x"u8);
        secondWrite.WriteAll("x"u8);
        int stale = 0, fired = 0;
        Descriptor? reused = null, reusedWrite = null;
        var watches = new Watch[2];
        Descriptor[] reads = [firstRead, secondRead];
        for (int i = 0; i < 2; i++)
        {
            int other = 1 - i;
            watches[i] = _loop.Watch(reads[i], Readiness.Readable, _ =>
            {
                fired++;
                watches[other].Dispose();
                int number = reads[other].Number;
                reads[other].Dispose();
                (reused, reusedWrite) = Descriptor.Pipe();
                reused.Number.ShouldBe(number);
                watches[other] = _loop.Watch(reused, Readiness.Readable, _ => stale++);
            });
        }
        _loop.RunOnce(TimeSpan.Zero);
        (fired, stale).ShouldBe((1, 0));
        foreach (Watch watch in watches) watch.Dispose();
        foreach (Descriptor? end in (Descriptor?[])[firstRead, firstWrite, secondRead, secondWrite, reused, reusedWrite]) end?.Dispose();
    }

    [Fact]
    public void Two_hundred_descriptors_are_all_served()
    {
        var ends = new List<Descriptor>();
        var watches = new List<Watch>();
        var seen = new HashSet<int>();
        for (int i = 0; i < 200; i++)
        {
            int index = i;
            (Descriptor read, Descriptor write) = Descriptor.Pipe();
            ends.AddRange([read, write]);
            write.WriteAll("x"u8);
            watches.Add(_loop.Watch(read, Readiness.Readable, _ =>
            {
                seen.Add(index);
                watches[index].Dispose();
            }));
        }
        _loop.RunUntil(() => seen.Count == 200, TimeSpan.FromSeconds(10)).ShouldBeTrue();
        foreach (Descriptor end in ends) end.Dispose();
    }

    [Fact]
    public void A_regular_file_is_refused()
    {
        using Descriptor file = Descriptor.Open("/etc/passwd", OpenMode.Read);
        Should.Throw<SystemCallException>(() => _loop.Watch(file, Readiness.Readable, _ => { })).Errno.ShouldBe(1);
        // The slot is free again.
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        using (read)
        using (write)
        using (_loop.Watch(read, Readiness.Readable, _ => { })) _loop.RunOnce(TimeSpan.Zero).ShouldBe(0);
    }

    [Fact]
    public void Timers_fire_in_the_order_of_their_times_and_then_of_their_making()
    {
        var fired = new List<int>();
        _loop.SetTimer(TimeSpan.FromMilliseconds(30), () => fired.Add(100));
        for (int i = 0; i < 50; i++)
        {
            int index = i;
            _loop.SetTimer(TimeSpan.Zero, () => fired.Add(index));
        }
        _loop.SetTimer(TimeSpan.FromMilliseconds(10), () => fired.Add(99));
        _loop.RunUntil(() => fired.Count == 52, TimeSpan.FromSeconds(10)).ShouldBeTrue();
        fired.ShouldBe([.. Enumerable.Range(0, 50), 99, 100]);
    }

    [Fact]
    public void A_timer_never_fires_early()
    {
        for (int i = 0; i < 20; i++)
        {
            long start = Stopwatch.GetTimestamp();
            TimeSpan? at = null;
            _loop.SetTimer(TimeSpan.FromMilliseconds(3), () => at = Stopwatch.GetElapsedTime(start));
            _loop.RunUntil(() => at is not null, TimeSpan.FromSeconds(10)).ShouldBeTrue();
            at!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(3));
        }
    }

    [Fact]
    public void A_cancelled_timer_does_not_fire_even_from_a_timer_due_at_the_same_moment()
    {
        bool fired = false;
        LoopTimer? second = null;
        using LoopTimer first = _loop.SetTimer(TimeSpan.Zero, () => second!.Dispose());
        second = _loop.SetTimer(TimeSpan.Zero, () => fired = true);
        second.IsPending.ShouldBeTrue();
        _loop.RunOnce(TimeSpan.FromMilliseconds(10));
        _loop.RunOnce(TimeSpan.Zero);
        (fired, second.IsPending, first.IsPending).ShouldBe((false, false, false));
    }

    [Fact]
    public void A_timer_that_sets_itself_again_does_not_keep_others_waiting()
    {
        int rounds = 0;
        void Again() { rounds++; _loop.SetTimer(TimeSpan.Zero, Again); }
        Again();
        _loop.RunOnce(TimeSpan.FromMilliseconds(100));
        rounds.ShouldBe(2);
    }

    [Fact]
    public void Cancelled_timers_do_not_pile_up()
    {
        var queue = new TimerQueue();
        LoopTimer? idle = null;
        int fired = 0;
        queue.Add(500_000, () => fired++);
        for (int i = 0; i < 100_000; i++)
        {
            // As an idle timeout does at every output.
            idle?.Dispose();
            idle = queue.Add(1_000_000 + i, () => fired++);
        }
        queue.Count.ShouldBeLessThan(1000);
        queue.NextDue.ShouldBe(500_000);
        queue.Fire(2_000_000).ShouldBe(2);
        (fired, queue.Count).ShouldBe((2, 0));
    }

    [Fact]
    public void What_many_threads_post_runs_once_each_and_in_each_ones_order()
    {
        _loop.StartThread();
        var ran = new ConcurrentQueue<(int Thread, int Number, string? On)>();
        Thread[] posters = [.. Enumerable.Range(0, 8).Select(thread => new Thread(() =>
        {
            for (int i = 0; i < 2000; i++)
            {
                int number = i;
                _loop.Post(() => ran.Enqueue((thread, number, Thread.CurrentThread.Name)));
            }
        }))];
        foreach (Thread poster in posters) poster.Start();
        foreach (Thread poster in posters) poster.Join();
        Eventually.IsTrue(() => ran.Count == 16_000);
        ran.ShouldAllBe(entry => entry.On == "drover-loop");
        foreach (IGrouping<int, (int Thread, int Number, string? On)> one in ran.GroupBy(entry => entry.Thread))
            one.Select(entry => entry.Number).ShouldBe(Enumerable.Range(0, 2000));
    }

    [Fact]
    public void Work_that_throws_loses_none_of_the_rest()
    {
        var ran = new List<int>();
        _loop.Post(() => ran.Add(1));
        _loop.Post(() => throw new InvalidOperationException("on purpose"));
        _loop.Post(() => ran.Add(2));
        Should.Throw<InvalidOperationException>(() => _loop.RunOnce(TimeSpan.Zero)).Message.ShouldBe("on purpose");
        _loop.RunOnce(TimeSpan.Zero).ShouldBe(1);
        _loop.RunOnce(TimeSpan.Zero).ShouldBe(0);
        ran.ShouldBe([1, 2]);
    }

    [Fact]
    public void A_handler_may_pump_the_loop_itself()
    {
        var order = new List<string>();
        _loop.Post(() =>
        {
            order.Add("outer begins");
            _loop.Post(() => order.Add("inner"));
            _loop.RunUntil(() => order.Contains("inner"), TimeSpan.FromSeconds(10)).ShouldBeTrue();
            order.Add("outer ends");
        });
        _loop.Post(() => order.Add("next"));
        _loop.RunUntil(() => order.Count == 4, TimeSpan.FromSeconds(10)).ShouldBeTrue();
        order.ShouldBe(["outer begins", "next", "inner", "outer ends"]);
    }

    [Fact]
    public void RunUntil_gives_up_at_its_timeout_and_looks_at_least_once()
    {
        long start = Stopwatch.GetTimestamp();
        _loop.RunUntil(() => false, TimeSpan.FromMilliseconds(30)).ShouldBeFalse();
        Stopwatch.GetElapsedTime(start).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(30));
        bool posted = false;
        _loop.Post(() => posted = true);
        _loop.RunUntil(() => posted, TimeSpan.Zero).ShouldBeTrue();
        _loop.RunUntil(() => true, TimeSpan.Zero).ShouldBeTrue();
    }

    [Fact]
    public void A_loop_with_a_thread_is_not_pumped_by_another()
    {
        _loop.IsOnLoop.ShouldBeTrue();
        _loop.StartThread();
        _loop.IsOnLoop.ShouldBeFalse();
        _loop.HasThread.ShouldBeTrue();
        Should.Throw<InvalidOperationException>(() => _loop.RunOnce(TimeSpan.Zero));
        Should.Throw<InvalidOperationException>(() => _loop.StartThread());
        bool? onLoop = null;
        using var done = new ManualResetEventSlim();
        _loop.Post(() => { onLoop = _loop.IsOnLoop; done.Set(); });
        done.Wait(TimeSpan.FromSeconds(10)).ShouldBeTrue();
        onLoop.ShouldBe(true);
    }

    [Fact]
    public void A_disposed_loop_refuses_to_run_and_forgets_what_is_posted()
    {
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        Watch watch = _loop.Watch(read, Readiness.Readable, _ => { });
        _loop.Dispose();
        _loop.Dispose();
        Should.Throw<ObjectDisposedException>(() => _loop.RunOnce(TimeSpan.Zero));
        Should.Throw<ObjectDisposedException>(() => _loop.StartThread());
        _loop.TryPost(() => { }).ShouldBeFalse();
        // Whoever has the numbers of the loop's descriptors by now must not be written to.
        (Descriptor reusedRead, Descriptor reusedWrite) = Descriptor.Pipe();
        reusedRead.SetNonBlocking();
        _loop.Post(() => { });
        reusedRead.Read(new byte[8]).ShouldBe(Descriptor.WouldBlock);
        watch.Dispose();
        foreach (Descriptor end in (Descriptor[])[read, write, reusedRead, reusedWrite]) end.Dispose();
    }

    [Fact]
    public void A_loop_can_be_disposed_from_its_own_thread()
    {
        var loop = new EventLoop();
        loop.StartThread("drover-short");
        loop.Post(loop.Dispose);
        Eventually.IsTrue(() => !LeakCheck.Threads().Values.Contains("drover-short"));
        loop.IsDisposed.ShouldBeTrue();
    }
}
