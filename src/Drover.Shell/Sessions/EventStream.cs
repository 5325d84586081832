// Constraints
//   Every watcher gets every event once, in order; a watcher that does not read must hold up nobody and not fill the memory.
// Scheme
//   A bounded channel a watcher. When it is full its oldest event goes; the numbers of the events show the gap.

using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Drover.Shell.Sessions;

/// <summary>Gives the events of a session to its watchers.</summary>
internal sealed class EventStream(string session, TimeProvider time, int capacity)
{
    private readonly object _lock = new();
    private readonly List<Channel<ShellEvent>> _watchers = [];
    private long _sequence;
    private bool _isClosed;

    public void Publish(ShellEvent happening)
    {
        lock (_lock)
        {
            ShellEvent numbered = happening with { Sequence = ++_sequence, Time = time.GetUtcNow(), SessionId = session };
            foreach (Channel<ShellEvent> watcher in _watchers) watcher.Writer.TryWrite(numbered);
        }
    }

    /// <summary>Watches from now on: what happens after this call is seen, however late it is read.</summary>
    public IAsyncEnumerable<ShellEvent> Watch(CancellationToken cancellation)
    {
        var channel = Channel.CreateBounded<ShellEvent>(new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_lock)
        {
            if (_isClosed) channel.Writer.Complete();
            else _watchers.Add(channel);
        }
        return Read(channel, cancellation);
    }

    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            foreach (Channel<ShellEvent> watcher in _watchers) watcher.Writer.TryComplete();
            _watchers.Clear();
        }
    }

    private async IAsyncEnumerable<ShellEvent> Read(Channel<ShellEvent> channel, CancellationToken outer, [EnumeratorCancellation] CancellationToken inner = default)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(outer, inner);
        try
        {
            await foreach (ShellEvent happening in channel.Reader.ReadAllAsync(linked.Token).ConfigureAwait(false)) yield return happening;
        }
        finally
        {
            lock (_lock) _watchers.Remove(channel);
        }
    }
}
