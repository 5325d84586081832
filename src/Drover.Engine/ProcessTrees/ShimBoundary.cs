using System.Runtime.CompilerServices;

namespace Drover.Engine.ProcessTrees;

/// <summary>Tells the holders of durable runs: what stands below one belongs to its run, not to the run around it.</summary>
public static class ShimBoundary
{
    /// <summary>Whether the process is a live <c>drover-shim hold</c>, or a drover-shim in the middle of its exec: false for a zombie, whose children have already got another parent.</summary>
    /// <remarks>Judged by the executable's name and the first argument. A process that disguises itself as a shim escapes its run by that; the shim's own name is no secret.</remarks>
    [SkipLocalsInit]
    public static bool IsShim(int pid)
    {
        Span<byte> buffer = stackalloc byte[4608]; // a path of full length and the argument after it
        int length = ProcessReader.ReadExecutableName(pid, buffer);
        if (!buffer[..length].SequenceEqual("drover-shim"u8)) return false;

        length = ProcFile.ReadStart(pid, "cmdline"u8, buffer);
        // In the middle of its exec it has no arguments yet. Better to spare it for this look than to end a run that is just being started.
        if (length == 0) return true;
        if (length < 0) return false;
        ReadOnlySpan<byte> arguments = buffer[..length];
        int first = arguments.IndexOf((byte)0) + 1;
        return first > 0 && arguments[first..].StartsWith("hold\0"u8);
    }
}
