using System.Collections.Concurrent;
using System.Threading.Channels;
using Drover.Nomad.Protocol.Driver;
using Google.Protobuf.WellKnownTypes;

namespace Drover.Nomad.Drivers;

/// <summary>What happened to tasks, for everybody who listens; who does not listen misses it.</summary>
internal sealed class EventFeed(TimeProvider time)
{
    // What a client that does not read may miss.
    private const int Kept = 1000;

    private readonly ConcurrentDictionary<Channel<DriverTaskEvent>, bool> _listeners = new();

    /// <summary>Tells of something.</summary>
    public void Add(TaskConfig task, string message, params ReadOnlySpan<(string Name, string Value)> annotations)
    {
        var news = new DriverTaskEvent
        {
            TaskId = task.Id,
            AllocId = task.AllocId,
            TaskName = task.Name,
            Timestamp = Timestamp.FromDateTimeOffset(time.GetUtcNow()),
            Message = message,
        };
        foreach ((string name, string value) in annotations) news.Annotations[name] = value;
        foreach (Channel<DriverTaskEvent> listener in _listeners.Keys) listener.Writer.TryWrite(news);
    }

    /// <summary>Listens until it is cancelled.</summary>
    public async Task ListenAsync(Func<DriverTaskEvent, ValueTask> hear, CancellationToken cancellation)
    {
        var channel = Channel.CreateBounded<DriverTaskEvent>(new BoundedChannelOptions(Kept) { FullMode = BoundedChannelFullMode.DropOldest });
        _listeners[channel] = true;
        try
        {
            await foreach (DriverTaskEvent news in channel.Reader.ReadAllAsync(cancellation).ConfigureAwait(false)) await hear(news).ConfigureAwait(false);
        }
        finally
        {
            _listeners.TryRemove(channel, out _);
        }
    }
}
