namespace Drover.Engine.Processes;

/// <summary>What error numbers mean, for people.</summary>
public static class ErrnoText
{
    /// <summary>For example "No such file or directory" (strerror(3)).</summary>
    public static string Describe(int errno) => Interop.Errno.Describe(errno);
}
