using Drover.Engine.Interop;

namespace Drover.Engine.Descriptors;

/// <summary>Where symbolic links lead.</summary>
public static unsafe class SymbolicLink
{
    private const int Greatest = 4096;

    /// <summary>The target of a link; null when it is none or can't be read (readlink(2)).</summary>
    public static ByteString? Read(ByteString path, Descriptor? directory = null)
    {
        byte* buffer = stackalloc byte[Greatest];
        fixed (byte* p = path.NullTerminated())
        {
            nint n = Libc.readlinkat(directory?.Number ?? Libc.AT_FDCWD, p, buffer, Greatest);
            if (n < 0) return null;
            return new ByteString(new ReadOnlySpan<byte>(buffer, (int)n));
        }
    }
}
