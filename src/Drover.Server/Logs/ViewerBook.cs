using System.Collections.Concurrent;
using Drover.Server.Runs;

namespace Drover.Server.Logs;

/// <summary>Who looks at logs now, and how far behind.</summary>
internal sealed class ViewerBook
{
    private readonly ConcurrentDictionary<LogView, (RunFeed Feed, LogCursor Cursor)?> _views = new();

    /// <summary>How many there are.</summary>
    public long Count => _views.Count;

    /// <summary>Records by which the slowest of them is behind.</summary>
    public long GreatestLag => _views.Values.Select(at => at is var (feed, cursor) ? Math.Max(0, feed.Sequence - cursor.Last) : 0).DefaultIfEmpty().Max();

    /// <summary>A viewer has come, or follows a run now; null for none.</summary>
    public void Set(LogView view, (RunFeed Feed, LogCursor Cursor)? at) => _views[view] = at;

    /// <summary>A viewer has gone.</summary>
    public void Remove(LogView view) => _views.TryRemove(view, out _);
}
