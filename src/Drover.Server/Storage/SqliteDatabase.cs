// Constraints
//   SQLite has one writer; a write that meets another waits, and a deferred transaction that turns into a write may fail for good.
//   Readers must not wait for the writer, and the thread pool must not wait for the disk.
//   A file that is damaged or from a newer program is never changed.
// Scheme
//   WAL; one thread with one connection takes writes from a channel, each in an immediate transaction. synchronous is NORMAL, which loses the latest
//   transactions at a power failure but never their order; what must survive one is written with FULL. Readers have connections of their own from a pool.

using System.Collections.Concurrent;
using System.Threading.Channels;
using Drover.Server.Telemetry;
using Microsoft.Data.Sqlite;

namespace Drover.Server.Storage;

/// <summary>The board in a SQLite file.</summary>
internal sealed class SqliteDatabase : IDatabase
{
    /// <summary>What stands behind the name of a copy until it is whole.</summary>
    public const string Unfinished = ".new";

    private readonly string _path;
    private readonly DatabaseSession _writer;
    private readonly ConcurrentBag<DatabaseSession> _readers = [];
    private readonly Channel<Action> _writes = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Thread _thread;
    private bool _isFull;
    private volatile string? _trouble;

    /// <summary>Opens the file, making it if needed, checks it, and brings its schema up to date.</summary>
    /// <exception cref="StorageException">It can't be opened, is damaged, or is from a newer program.</exception>
    public SqliteDatabase(string path)
    {
        SystemSqlite.Bind();
        _path = path;
        bool isNew = !File.Exists(path) || new FileInfo(path).Length == 0;
        try
        {
            if (!isNew) Inspect(path);
            _writer = Connect(SqliteOpenMode.ReadWriteCreate);
            if (isNew && File.Exists(path)) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            _writer.Execute("PRAGMA journal_mode = WAL");
            _writer.Execute("PRAGMA synchronous = NORMAL");
            _ = InTransaction(session => Schema.Bring(session, Schema.ForSqlite, Description));
        }
        catch (SqliteException e)
        {
            _writer?.Dispose();
            throw Explain(e, "was not opened");
        }
        _thread = new Thread(Work) { IsBackground = true, Name = "drover-writer" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public string Description => $"database {_path}";

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
            if (!_readers.TryTake(out reader)) reader = Connect(SqliteOpenMode.ReadWrite);
            // One snapshot for all that the work looks at.
            using var transaction = ((SqliteConnection)reader.Connection).BeginTransaction(deferred: true);
            reader.Transaction = transaction;
            return work(reader);
        }
        catch (SqliteException e)
        {
            throw Explain(e, "could not be read");
        }
        finally
        {
            if (reader is not null)
            {
                reader.Transaction = null;
                _readers.Add(reader);
            }
        }
    }

    /// <inheritdoc/>
    public Task<T> WriteAsync<T>(Func<DatabaseSession, T> work, bool durable = false, Action<T>? committed = null)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        bool accepted = _writes.Writer.TryWrite(() =>
        {
            // Each would wait for its five seconds.
            if (IsClosed && _trouble is { } said)
            {
                done.SetException(new StorageException(said));
                return;
            }
            try
            {
                SetDurable(durable);
                long began = TimeProvider.System.GetTimestamp();
                T result = InTransaction(work);
                ServerTelemetry.Written(TimeProvider.System.GetElapsedTime(began));
                _trouble = null;
                committed?.Invoke(result);
                done.SetResult(result);
            }
            catch (SqliteException e)
            {
                StorageException explained = Explain(e, "could not be written");
                _trouble = explained.Message;
                done.SetException(explained);
            }
#pragma warning disable CA1031 // It belongs to whoever asked.
            catch (Exception e)
            {
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

    /// <inheritdoc/>
    public Task BackupAsync(string path) => CopyAsync(_path, path);

    /// <summary>Writes a consistent copy of a database, which others may use meanwhile, to a file that must not exist yet.</summary>
    /// <exception cref="StorageException">There is no such database, or the copy can't be written.</exception>
    public static Task CopyAsync(string source, string path) => Task.Run(() =>
    {
        SystemSqlite.Bind();
        if (!File.Exists(source)) throw new StorageException($"There is no database {source}. Name the state directory with --state or DROVER_STATE.");
        if (File.Exists(path)) throw new StorageException($"{path} exists already. Name a file that does not.");
        // Under its name it is whole, whenever we are killed.
        string making = $"{path}{Unfinished}";
        try
        {
            File.Delete(making);
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 5 }.ConnectionString);
            connection.Open();
            // SQLite makes files as the umask has it; this one holds what its original does.
            using (File.Create(making)) File.SetUnixFileMode(making, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            using var command = connection.CreateCommand();
            command.CommandText = "VACUUM INTO @path";
            command.Parameters.AddWithValue("@path", making);
            command.ExecuteNonQuery();
            File.Move(making, path, overwrite: false);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(Path.GetDirectoryName(making))) File.Delete(making);
            throw new StorageException($"{source} could not be copied to {path}: {e.Message}", e);
        }
    });

    /// <summary>Waits for the writes that were accepted, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        IsClosed = true;
        _writes.Writer.TryComplete();
        await Task.Run(_thread.Join).ConfigureAwait(false);
        while (_readers.TryTake(out DatabaseSession? reader)) reader.Dispose();
        _writer.Dispose();
    }

    // Only looks, so that nothing of a refused file changes.
    private void Inspect(string path)
    {
        using DatabaseSession session = Connect(SqliteOpenMode.ReadWrite);
        string? answer = session.QueryText("PRAGMA quick_check(1)");
        if (answer != "ok")
            throw new StorageException($"{Description} is damaged ({answer}). It was left untouched: restore a backup over it, or move {path}* away to begin with an empty board.");
        bool isOurs = session.QueryNumber("SELECT count(*) FROM sqlite_schema WHERE name = 'meta'") > 0;
        bool isEmpty = session.QueryNumber("SELECT count(*) FROM sqlite_schema") == 0;
        if (!isOurs && !isEmpty) throw new StorageException($"{Description} belongs to another program. It was left untouched: name another state directory in DROVER_STATE.");
        if (isOurs) Schema.ThrowIfNewer(session, Description);
    }

    private DatabaseSession Connect(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _path, Mode = mode, Pooling = false, DefaultTimeout = 5 }.ConnectionString);
        var session = new DatabaseSession(connection);
        try
        {
            connection.Open();
            // SQLite's own knows the letters of ASCII only.
            connection.CreateFunction("lower", (string? text) => text?.ToLowerInvariant(), isDeterministic: true);
            session.Execute("PRAGMA busy_timeout = 5000");
            session.Execute("PRAGMA foreign_keys = ON");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private void Work()
    {
        while (_writes.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            while (_writes.Reader.TryRead(out Action? write)) write();
    }

    private T InTransaction<T>(Func<DatabaseSession, T> work)
    {
        _writer.Execute("BEGIN IMMEDIATE");
        try
        {
            T result = work(_writer);
            _writer.Execute("COMMIT");
            return result;
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    // After some errors (a full disk) SQLite has rolled back by itself, and the error to be told is the first one.
    private void RollBack()
    {
        try
        {
            _writer.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // No transaction is active any more.
        }
    }

    private void SetDurable(bool durable)
    {
        if (durable == _isFull) return;
        _writer.Execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        _isFull = durable;
    }

    // Result codes: https://www.sqlite.org/rescode.html
    private StorageException Explain(SqliteException e, string what) => new(
        $"{Description} {what}: " + e.SqliteErrorCode switch
        {
            5 or 6 => "another program holds it locked. Is a second drover-server running on this state directory?",
            8 => "it is read-only. Give this user the right to write to it.",
            10 => "the disk reports an error.",
            11 or 26 => $"it is damaged or no SQLite file. It was left untouched: restore a backup over it, or move {_path}* away to begin with an empty board.",
            13 => "the disk is full. Make room; nothing was lost.",
            14 => "it can't be opened. Is the directory there, and writable for this user?",
            _ => e.Message,
        },
        e);
}
