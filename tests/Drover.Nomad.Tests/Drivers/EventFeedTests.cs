using System.Collections.Concurrent;
using Drover.Nomad.Drivers;
using Drover.Nomad.Protocol.Driver;
using Drover.Nomad.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Nomad.Tests.Drivers;

public sealed class EventFeedTests
{
    private static readonly TaskConfig s_task = new() { Id = "a/t/1", AllocId = "a", Name = "t" };

    [Fact]
    public async Task What_nobody_heard_is_told_to_the_next_listener_and_only_to_it()
    {
        var feed = new EventFeed(new ManualTime());
        feed.Add(s_task, "early", ("key", "value"));
        using var ending = new CancellationTokenSource();
        (ConcurrentQueue<string> first, Task firstTask) = Listen(feed, ending.Token);
        await Eventually.IsTrueAsync(() => first.Count == 1);
        (ConcurrentQueue<string> second, Task secondTask) = Listen(feed, ending.Token);
        feed.Add(s_task, "late");
        await Eventually.IsTrueAsync(() => first.Count == 2 && second.Count == 1);
        first.ShouldBe(["early value", "late "]);
        second.ShouldBe(["late "]);
        await ending.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(firstTask);
        await Should.ThrowAsync<OperationCanceledException>(secondTask);
    }

    [Fact]
    public async Task Only_the_newest_of_very_many_are_kept()
    {
        var feed = new EventFeed(new ManualTime());
        for (int i = 0; i < 1500; i++) feed.Add(s_task, $"{i}");
        using var ending = new CancellationTokenSource();
        (ConcurrentQueue<string> heard, Task listening) = Listen(feed, ending.Token);
        await Eventually.IsTrueAsync(() => heard.Count == 1000);
        heard.First().ShouldBe("500 ");
        await ending.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(listening);
    }

    private static (ConcurrentQueue<string> Heard, Task Listening) Listen(EventFeed feed, CancellationToken ending)
    {
        var heard = new ConcurrentQueue<string>();
        return (heard, feed.ListenAsync(news =>
        {
            heard.Enqueue($"{news.Message} {news.Annotations.GetValueOrDefault("key")}");
            return ValueTask.CompletedTask;
        }, ending));
    }
}
