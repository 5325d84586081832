using System.Threading.Channels;
using Drover.Nomad.Protocol.Driver;
using Google.Protobuf.WellKnownTypes;

namespace Drover.Nomad.Drivers;

/// <summary>What happened to tasks, for everybody who listens; what nobody heard is told to the next who does.</summary>
internal sealed class EventFeed(TimeProvider time)
{
    // What a client that does not read may miss.
    private const int Kept = 1000;

    private readonly Lock _lock = new();
    private readonly HashSet<Channel<DriverTaskEvent>> _listeners = [];
    private readonly Queue<DriverTaskEvent> _unheard = [];

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
        lock (_lock)
        {
            foreach (Channel<DriverTaskEvent> listener in _listeners) listener.Writer.TryWrite(news);
            if (_listeners.Count > 0) return;
            if (_unheard.Count == Kept) _unheard.Dequeue();
            _unheard.Enqueue(news);
        }
    }

    /// <summary>Listens until it is cancelled.</summary>
    public async Task ListenAsync(Func<DriverTaskEvent, ValueTask> hear, CancellationToken cancellation)
    {
        var channel = Channel.CreateBounded<DriverTaskEvent>(new BoundedChannelOptions(Kept) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_lock)
        {
            while (_unheard.TryDequeue(out DriverTaskEvent? missed)) channel.Writer.TryWrite(missed);
            _listeners.Add(channel);
        }
        try
        {
            await foreach (DriverTaskEvent news in channel.Reader.ReadAllAsync(cancellation).ConfigureAwait(false)) await hear(news).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock) _listeners.Remove(channel);
        }
    }
}
