using Drover.Engine.Descriptors;

namespace Drover.Shell.Execution;

/// <summary>Whether a file can be a script, by its first bytes.</summary>
internal static class ScriptStart
{
    /// <summary>Reads what is judged: no executable, and no NUL before the first newline (as bash and dash judge a file that the kernel refuses; POSIX 2.9.1.4).</summary>
    public static bool IsText(Descriptor file)
    {
        Span<byte> buffer = stackalloc byte[256];
        buffer = buffer[..Math.Max(0, file.Read(buffer))];
        int end = buffer.IndexOf((byte)'\n');
        return !buffer.StartsWith("\u007FELF"u8) && !(end < 0 ? buffer : buffer[..end]).Contains((byte)0);
    }
}
