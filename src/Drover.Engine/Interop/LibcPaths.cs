using System.Runtime.InteropServices;

namespace Drover.Engine.Interop;

/// <summary>The working directory and what a path leads to.</summary>
internal static unsafe partial class Libc
{
    public const int AT_SYMLINK_NOFOLLOW = 0x100;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int chdir(byte* path);

    /// <summary>Returns the buffer, or null.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial byte* getcwd(byte* buffer, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int memfd_create(byte* name, uint flags);
}
