using System.Collections.Concurrent;
using Drover.Engine.EventLoops;

namespace Drover.Shell.Sessions;

/// <summary>Makes shell sessions in this process and ends them together. Safe on any thread.</summary>
/// <remarks>A session has a thread of its own; all sessions of a host share one more, which reads their output.</remarks>
public sealed class ShellHost : IAsyncDisposable
{
    private static readonly Lazy<ShellHost> s_shared = new(() => new ShellHost());

    private readonly ConcurrentDictionary<string, ShellSession> _sessions = new();
    private readonly ShellHostOptions _options;
    private readonly EventLoop _output = new();
    private long _ids;
    private int _open;
    private volatile bool _isClosed;

    /// <summary>Makes a host without sessions.</summary>
    public ShellHost(ShellHostOptions? options = null)
    {
        _options = options ?? new ShellHostOptions();
        _output.StartThread("drover-output");
    }

    /// <summary>The host that <see cref="CreateSessionAsync"/> uses; made when it is first asked for.</summary>
    public static ShellHost Shared => s_shared.Value;

    /// <summary>The open sessions.</summary>
    public IReadOnlyCollection<ShellSession> Sessions => [.. _sessions.Values];

    /// <summary>Opens a session in <see cref="Shared"/>.</summary>
    /// <param name="options">How it is made; null for an environment and directory like this process's.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static Task<ShellSession> CreateSessionAsync(SessionOptions? options = null, CancellationToken cancellation = default) => Shared.OpenSessionAsync(options, cancellation);

    /// <summary>Opens a session.</summary>
    /// <param name="options">How it is made; null for <see cref="ShellHostOptions.DefaultSession"/>.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="InvalidOperationException">As many sessions as the host may have are open.</exception>
    /// <exception cref="DirectoryNotFoundException">The working directory can't be opened.</exception>
    public async Task<ShellSession> OpenSessionAsync(SessionOptions? options = null, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        cancellation.ThrowIfCancellationRequested();
        if (Interlocked.Increment(ref _open) > _options.MaxSessions)
        {
            Interlocked.Decrement(ref _open);
            throw new InvalidOperationException($"{_options.MaxSessions} sessions are open, as many as ShellHostOptions.MaxSessions allows: dispose some first.");
        }
        var session = new ShellSession(this, $"s{Interlocked.Increment(ref _ids)}", options ?? _options.DefaultSession, _output);
        try
        {
            await session.BeginAsync().ConfigureAwait(false);
        }
        catch
        {
            Interlocked.Decrement(ref _open);
            throw;
        }
        _sessions[session.Id] = session;
        // The host may have been closed meanwhile, and then nobody else would end it.
        if (!_isClosed) return session;
        await session.DisposeAsync().ConfigureAwait(false);
        throw new ObjectDisposedException(nameof(ShellHost));
    }

    /// <summary>The jobs of one session, or of all.</summary>
    public IEnumerable<JobInfo> EnumerateJobs(string? sessionId = null) =>
        _sessions.Values.Where(session => sessionId is null || session.Id == sessionId).SelectMany(session => session.Jobs);

    /// <summary>Takes no more sessions, ends those that are open with their jobs, all at once, and then its own thread.</summary>
    public async ValueTask DisposeAsync()
    {
        _isClosed = true;
        await Task.WhenAll(_sessions.Values.Select(session => session.DisposeAsync().AsTask())).ConfigureAwait(false);
        _output.Dispose();
    }

    internal void Forget(ShellSession session)
    {
        if (_sessions.TryRemove(session.Id, out _)) Interlocked.Decrement(ref _open);
    }
}
