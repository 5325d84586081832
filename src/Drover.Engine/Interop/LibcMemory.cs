using System.Runtime.InteropServices;

namespace Drover.Engine.Interop;

/// <summary>The C library's heap: mallopt(3).</summary>
internal static unsafe partial class Libc
{
    public const int M_TRIM_THRESHOLD = -1, M_TOP_PAD = -2;

    /// <summary>1 when it was taken, 0 when the parameter or its value is not known.</summary>
    [LibraryImport("libc")]
    public static partial int mallopt(int parameter, int value);
}
