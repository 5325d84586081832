using System.Runtime.InteropServices;

namespace Drover.Engine.Interop;

/// <summary>Directories: getdents64(2), and removing them with unlinkat(2).</summary>
internal static unsafe partial class Libc
{
    /// <summary>Makes <see cref="unlinkat"/> remove a directory, as rmdir(2).</summary>
    public const int AT_REMOVEDIR = 0x200;

    /// <summary>Makes <see cref="faccessat"/> ask for the effective user, as open(2) will.</summary>
    public const int AT_EACCESS = 0x200;

    /// <summary>May files be created in and removed from the directory, or the file be written (access(2)).</summary>
    public const int W_OK = 2;

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint getdents64(int descriptor, byte* buffer, nuint count);
}
