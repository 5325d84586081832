namespace Drover.Server.Storage;

/// <summary>Where the board is kept. Small on purpose: the SQL is the same for every kind, what differs is how one gets at a connection.</summary>
internal interface IDatabase : IAsyncDisposable
{
    /// <summary>What and where it is, for people.</summary>
    string Description { get; }

    /// <summary>Why the latest write failed for want of a working database (disk full, locked, read-only); null when it worked.</summary>
    string? Trouble { get; }

    /// <summary>Whether it has been closed and takes no writes any more.</summary>
    bool IsClosed { get; }

    /// <summary>Reads a snapshot, on the calling thread.</summary>
    T Read<T>(Func<DatabaseSession, T> work);

    /// <summary>Runs <paramref name="work"/> in a transaction, one after the other with all other writes.</summary>
    /// <param name="work">What to do; when it throws, nothing of it stays.</param>
    /// <param name="durable">Whether it must be on the disk when the task completes. Otherwise a power failure may undo it, in order with what came after.</param>
    /// <param name="committed">Called with the result after the commit and before the next write, so that news go out in the order of the commits.</param>
    /// <exception cref="StorageException">The database could not be written.</exception>
    Task<T> WriteAsync<T>(Func<DatabaseSession, T> work, bool durable = false, Action<T>? committed = null);

    /// <summary>Whether it can be written now; otherwise says why not in one sentence.</summary>
    Task<string?> ProbeAsync();

    /// <summary>Writes a consistent copy to a file that must not exist yet.</summary>
    /// <exception cref="NotSupportedException">It has better ways of its own, which are named.</exception>
    Task BackupAsync(string path);
}
