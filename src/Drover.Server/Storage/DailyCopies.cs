using System.Globalization;

namespace Drover.Server.Storage;

/// <summary>Copies the database once a day while the server runs, and keeps the newest of these copies.</summary>
/// <param name="database">The database.</param>
/// <param name="directory">Where the copies go.</param>
/// <param name="kept">How many are kept; 0 for no copies.</param>
/// <param name="time">The clock.</param>
internal sealed class DailyCopies(IDatabase database, string directory, int kept, TimeProvider time)
{
    private const string Prefix = "daily-";
    private const string Form = "yyyyMMdd'T'HHmmss";
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_later = TimeSpan.FromHours(1);
    private DateTimeOffset _lookAt;

    /// <summary>Makes the copy of the day if it is due: a day after the newest, the first a day after the board's first server.</summary>
    /// <exception cref="StorageException">It could not be written; it is tried again in an hour.</exception>
    public async Task MakeDueAsync()
    {
        DateTimeOffset now = time.GetUtcNow();
        if (kept == 0 || database is not SqliteDatabase || now < _lookAt) return;
        _lookAt = now + s_later;
        try
        {
            // One from the future, of a clock that was wrong, says nothing.
            DateTimeOffset last = Copies().Select(path => TimeOf(path)!.Value).Where(time => time <= now).DefaultIfEmpty(Began()).Max();
            if (now - last < s_day)
            {
                _lookAt = last + s_day;
                return;
            }
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            foreach (string unfinished in Directory.GetFiles(directory, $"{Prefix}*{SqliteDatabase.Unfinished}")) File.Delete(unfinished);
            await database.BackupAsync(Path.Combine(directory, $"{Prefix}{now.ToString(Form, CultureInfo.InvariantCulture)}.db")).ConfigureAwait(false);
            // Only now: a copy that could not be made costs none of those that are there.
            foreach (string old in Copies().SkipLast(kept)) File.Delete(old);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException and not StorageException)
        {
            throw new StorageException($"The daily copy of {database.Description} could not be written to {directory}: {e.Message}", e);
        }
        _lookAt = now + s_day;
    }

    private string[] Copies() => Directory.Exists(directory)
        ? [.. Directory.GetFiles(directory, $"{Prefix}*.db").Where(path => TimeOf(path) is not null).Order(StringComparer.Ordinal)]
        : [];

    private DateTimeOffset Began() => database.Read(session => session.QueryNumber("SELECT min(started_at) FROM server_instance")) is { } ms
        ? DateTimeOffset.FromUnixTimeMilliseconds(ms)
        : time.GetUtcNow();

    private static DateTimeOffset? TimeOf(string path) =>
        DateTimeOffset.TryParseExact(Path.GetFileNameWithoutExtension(path)[Prefix.Length..], Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at) ? at : null;
}
