using System.Runtime.InteropServices;

namespace Drover.Engine.Interop;

/// <summary>Terminals: pty(7), termios(3), ioctl_tty(2).</summary>
internal static unsafe partial class Libc
{
    /// <summary>Makes a terminal the controlling one of the session that the caller leads.</summary>
    public const nuint TIOCSCTTY = 0x540E;
    public const nuint TIOCGWINSZ = 0x5413;
    public const nuint TIOCSWINSZ = 0x5414;

    /// <summary>How many bytes can be read from a pipe or terminal now.</summary>
    public const nuint FIONREAD = 0x541B;
    public const int TCSANOW = 0;
    public const int TCSADRAIN = 1;

    /// <summary>Room for a struct termios (60 bytes in glibc).</summary>
    public const int TermiosSize = 64;

    /// <summary>Where c_oflag stands in it, behind c_iflag.</summary>
    public const int TermiosOutputFlags = 4;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int posix_openpt(int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int grantpt(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int unlockpt(int descriptor);

    /// <summary>Returns the error number itself.</summary>
    [LibraryImport("libc")]
    public static partial int ptsname_r(int descriptor, byte* buffer, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ioctl(int descriptor, nuint request, void* argument);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int tcgetattr(int descriptor, byte* termios);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int tcsetattr(int descriptor, int when, byte* termios);

    [LibraryImport("libc")]
    public static partial void cfmakeraw(byte* termios);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int tcgetpgrp(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int tcsetpgrp(int descriptor, int processGroup);
}
