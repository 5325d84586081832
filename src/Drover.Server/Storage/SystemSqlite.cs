using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Drover.Server.Storage;

/// <summary>Binds the SQLite provider to the library of the system: the one in the provider's own package is old.</summary>
internal static class SystemSqlite
{
    private const string Library = "libsqlite3.so.0";
    private static readonly Lock s_lock = new();
    private static bool s_isBound;

    /// <summary>Binds it once.</summary>
    /// <exception cref="StorageException">The library is not installed.</exception>
    public static void Bind()
    {
        lock (s_lock)
        {
            if (s_isBound) return;
            if (!NativeLibrary.TryLoad(Library, out nint handle))
                throw new StorageException($"{Library} was not found: install SQLite (Debian: apt-get install libsqlite3-0). The board was not opened.");
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, (name, _, _) => name == "e_sqlite3" ? handle : 0);
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
            // Its static constructor looks for a bundle by reflection; what it finds missing is what was just done by hand.
            RuntimeHelpers.RunClassConstructor(typeof(SqliteConnection).TypeHandle);
            s_isBound = true;
        }
    }
}
