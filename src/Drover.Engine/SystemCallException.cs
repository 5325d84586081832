namespace Drover.Engine;

/// <summary>A system call failed in a way that no outcome value stands for.</summary>
/// <remarks>Made only in the engine's interop; what a caller can foresee (already gone, would block, end of file) is a value instead.</remarks>
public sealed class SystemCallException : IOException
{
    /// <summary>Creates the exception for <paramref name="call"/>, which failed with <paramref name="errno"/> on <paramref name="target"/>.</summary>
    public SystemCallException(string call, int errno, string? target = null)
        : base(Describe(call, errno, target))
    {
        Call = call;
        Errno = errno;
        Target = target;
        HResult = errno;
    }

    /// <summary>The call's name, as in section 2 of the manual.</summary>
    public string Call { get; }

    /// <summary>The error number, as in errno(3).</summary>
    public int Errno { get; }

    /// <summary>What the call was made on: a path, "pid 12", "fd 3"; null when there is nothing to name.</summary>
    public string? Target { get; }

    private static string Describe(string call, int errno, string? target) =>
        target is null ? $"{call}: {Interop.Errno.Describe(errno)}" : $"{target}: {Interop.Errno.Describe(errno)} ({call})";
}
