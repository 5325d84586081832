using Drover.Runs;
using Drover.Server.Storage;

namespace Drover.Server.Hosting;

/// <summary><c>drover-server backup FILE</c>: a copy of the board's database, whether a server runs or not.</summary>
internal static class BackupCommand
{
    private const int Failure = 125;
    private const int Usage = 2;

    /// <summary>Makes the copy.</summary>
    /// <param name="arguments">What stands behind "backup".</param>
    /// <returns>The exit status.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        (string? file, string? state) = arguments switch
        {
            [var only] when !only.StartsWith('-') => (only, StateDirectory.Default),
            [var first, "--state", var named] when !first.StartsWith('-') => (first, Path.GetFullPath(named)),
            ["--state", var named, var last] when !last.StartsWith('-') => (last, Path.GetFullPath(named)),
            _ => (null, null),
        };
        if (file is null || state is null)
        {
            await Console.Error.WriteLineAsync("drover-server: usage: drover-server backup FILE [--state DIRECTORY]").ConfigureAwait(false);
            return Usage;
        }
        string path = Path.GetFullPath(file), source = Path.Combine(state, "server", "board.db");
        try
        {
            await SqliteDatabase.CopyAsync(source, path).ConfigureAwait(false);
            Console.WriteLine($"{path}: {new FileInfo(path).Length} bytes, a whole copy of {source}");
            return 0;
        }
        catch (Exception e) when (e is StorageException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"drover-server: {e.Message}").ConfigureAwait(false);
            return Failure;
        }
    }
}
