namespace Drover.Runs.Logs;

/// <summary>The error numbers (errno(3)) that a log decides by.</summary>
internal static class LogErrno
{
    public const int ENOENT = 2;
    public const int EIO = 5;
    public const int EEXIST = 17;
    public const int EFBIG = 27;
    public const int ENOSPC = 28;
    public const int EDQUOT = 122;
}
