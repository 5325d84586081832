// Constraints
//   News go out in the order of the commits, and the board's rules are checked against what was committed last: writes come one after the other, as with
//   SQLite. Two servers must not work on one board. A database server that is restarted must not take ours with it.
// Scheme
//   One thread with one connection takes writes from a channel. That connection holds an advisory lock for as long as it lives; one that broke is made again
//   by the next write. Readers have connections of their own, each read in one repeatable snapshot. Statements are prepared where they repeat.

using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Net.Sockets;
using System.Threading.Channels;
using Drover.Server.Telemetry;
using Npgsql;

namespace Drover.Server.Storage;

/// <summary>The board in a PostgreSQL database.</summary>
internal sealed class PostgresDatabase : IDatabase
{
    // "drover" in ASCII.
    private const long LockKey = 0x64726F766572;

    private readonly NpgsqlDataSource _source;
    private readonly ConcurrentBag<DatabaseSession> _readers = [];
    private readonly Channel<Action> _writes = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Thread _thread;
    private DatabaseSession? _writer;
    private bool _isSynchronous = true;
    private volatile string? _trouble;

    /// <summary>Opens the database, and brings its schema up to date.</summary>
    /// <param name="connection">The connection string.</param>
    /// <exception cref="StorageException">It can't be reached, another server works on it, or it is from a newer program.</exception>
    public PostgresDatabase(string connection)
    {
        Description = $"database {PostgresAddress.Describe(connection)}";
        var words = new NpgsqlConnectionStringBuilder(connection) { MaxAutoPrepare = 200, AutoPrepareMinUsages = 3, ApplicationName = "drover-server", Enlist = false };
        if (!connection.Contains("Timeout", StringComparison.OrdinalIgnoreCase)) words.Timeout = 5;
        var builder = new NpgsqlSlimDataSourceBuilder(words.ConnectionString);
        builder.EnableTransportSecurity();
        _source = builder.Build();
        try
        {
            _ = InTransaction(session => Schema.Bring(session, Schema.ForPostgres, Description));
        }
        catch (Exception e) when (e is DbException or StorageException or SocketException or TimeoutException)
        {
            _writer?.Dispose();
            _source.Dispose();
            if (e is StorageException) throw;
            throw Explain(e, "was not opened");
        }
        _thread = new Thread(Work) { IsBackground = true, Name = "drover-writer" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public string? Trouble => _trouble;

    /// <inheritdoc/>
    public bool IsClosed { get; private set; }

    /// <inheritdoc/>
    public T Read<T>(Func<DatabaseSession, T> work)
    {
        DatabaseSession? reader = null;
        try
        {
            if (!_readers.TryTake(out reader)) reader = Connect();
            using DbTransaction transaction = reader.Connection.BeginTransaction(IsolationLevel.RepeatableRead);
            reader.Transaction = transaction;
            T found = work(reader);
            transaction.Commit();
            return found;
        }
        catch (Exception e) when (e is DbException or SocketException or TimeoutException)
        {
            throw Explain(e, "could not be read");
        }
        finally
        {
            if (reader is not null) PutBack(reader);
        }
    }

    /// <inheritdoc/>
    public Task<T> WriteAsync<T>(Func<DatabaseSession, T> work, bool durable = false, Action<T>? committed = null)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        bool accepted = _writes.Writer.TryWrite(() =>
        {
            try
            {
                long began = TimeProvider.System.GetTimestamp();
                T result = InTransaction(work, durable);
                ServerTelemetry.Written(TimeProvider.System.GetElapsedTime(began));
                _trouble = null;
                committed?.Invoke(result);
                done.SetResult(result);
            }
            catch (Exception e) when (e is DbException or SocketException or TimeoutException)
            {
                StorageException explained = Explain(e, "could not be written");
                _trouble = explained.Message;
                done.SetException(explained);
            }
#pragma warning disable CA1031 // It belongs to whoever asked.
            catch (Exception e)
            {
                if (e is StorageException) _trouble = e.Message;
                done.SetException(e);
            }
#pragma warning restore CA1031
        });
        if (!accepted) done.SetException(new StorageException($"{Description} has been closed: the server is stopping."));
        return done.Task;
    }

    /// <inheritdoc/>
    public async Task<string?> ProbeAsync()
    {
        try
        {
            await WriteAsync(session => session.Execute("INSERT INTO meta (key, value) VALUES ('probe', '') ON CONFLICT (key) DO UPDATE SET value = excluded.value")).ConfigureAwait(false);
            return null;
        }
        catch (StorageException e)
        {
            return e.Message;
        }
    }

    /// <summary>Not done by this program: PostgreSQL has better ways.</summary>
    /// <exception cref="NotSupportedException">Always; it names one.</exception>
    public Task BackupAsync(string path) => throw new NotSupportedException($"{Description} is PostgreSQL's to back up: use pg_dump.");

    /// <summary>Waits for the writes that were accepted, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        IsClosed = true;
        _writes.Writer.TryComplete();
        await Task.Run(_thread.Join).ConfigureAwait(false);
        while (_readers.TryTake(out DatabaseSession? reader)) reader.Dispose();
        _writer?.Dispose();
        await _source.DisposeAsync().ConfigureAwait(false);
    }

    private DatabaseSession Connect() => new(_source.OpenConnection(), keepsCommands: false);

    private void PutBack(DatabaseSession reader)
    {
        reader.Transaction = null;
        if (reader.Connection.State == ConnectionState.Open && !IsClosed) _readers.Add(reader);
        else reader.Dispose();
    }

    private void Work()
    {
        while (_writes.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            while (_writes.Reader.TryRead(out Action? write)) write();
    }

    private T InTransaction<T>(Func<DatabaseSession, T> work, bool durable = true)
    {
        if (_writer is { Connection.State: not ConnectionState.Open } broken)
        {
            broken.Dispose();
            _writer = null;
        }
        DatabaseSession writer = _writer ??= ConnectWriter();
        SetDurable(writer, durable);
        using DbTransaction transaction = writer.Connection.BeginTransaction();
        writer.Transaction = transaction;
        try
        {
            T result = work(writer);
            transaction.Commit();
            return result;
        }
        finally
        {
            // What was not committed is rolled back when the transaction is disposed.
            writer.Transaction = null;
        }
    }

    private DatabaseSession ConnectWriter()
    {
        DatabaseSession writer = Connect();
        _isSynchronous = true;
        if (writer.QueryText("SELECT CASE WHEN pg_try_advisory_lock(@key) THEN 'ours' END", ("@key", LockKey)) is not null) return writer;
        writer.Dispose();
        throw new StorageException($"Another drover-server works on {Description}. Stop it first, or name another database in DROVER_DATABASE.");
    }

    // Off loses the latest transactions when the database's machine fails, but never their order (PostgreSQL manual, 30.4 Asynchronous Commit).
    private void SetDurable(DatabaseSession writer, bool durable)
    {
        if (durable == _isSynchronous) return;
        writer.Execute(durable ? "SET synchronous_commit = on" : "SET synchronous_commit = off");
        _isSynchronous = durable;
    }

    // SQLSTATE: PostgreSQL manual, appendix A.
    private StorageException Explain(Exception e, string what) => new(
        $"{Description} {what}: " + (e is PostgresException told
            ? told.SqlState switch
            {
                "53100" => "its disk is full. Make room; nothing was lost.",
                "53300" => "it has too many connections.",
                "25006" => "it is read-only.",
                "28P01" or "28000" => "it does not let this user in. Check name and password in DROVER_DATABASE.",
                "3D000" => "it does not exist. Make it: createdb.",
                "42501" => "this user may not do that. Grant it the right to create tables.",
                ['5', '7', 'P', ..] => "it is being stopped or started.",
                _ => $"{told.MessageText} ({told.SqlState}).",
            }
            : $"it can't be reached ({(e.InnerException ?? e).Message.TrimEnd('.')}). Does it run, and listen there?"),
        e);
}
