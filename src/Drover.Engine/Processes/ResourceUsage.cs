using System.Buffers.Binary;

namespace Drover.Engine.Processes;

/// <summary>What an ended process used, with the children it had waited for (getrusage(2), as wait4(2) and waitid(2) hand it out).</summary>
/// <param name="CpuUser">Processor time in user mode.</param>
/// <param name="CpuSystem">Processor time in the kernel.</param>
/// <param name="MaxResidentBytes">The largest resident size of any one process among them, in bytes.</param>
/// <param name="MinorFaults">Page faults served without a read.</param>
/// <param name="MajorFaults">Page faults that had to read.</param>
/// <param name="BlockInput">Reads from the file system's device, in blocks of 512 bytes.</param>
/// <param name="BlockOutput">Writes to the file system's device, in blocks of 512 bytes.</param>
/// <param name="VoluntarySwitches">How often it gave the processor up to wait.</param>
/// <param name="InvoluntarySwitches">How often the processor was taken from it.</param>
public readonly record struct ResourceUsage(
    TimeSpan CpuUser,
    TimeSpan CpuSystem,
    long MaxResidentBytes,
    long MinorFaults,
    long MajorFaults,
    long BlockInput,
    long BlockOutput,
    long VoluntarySwitches,
    long InvoluntarySwitches)
{
    /// <summary>How many bytes a <c>struct rusage</c> has on 64-bit Linux.</summary>
    public const int RawSize = 144;

    /// <summary>What this process itself has used so far (RUSAGE_SELF).</summary>
    public static unsafe ResourceUsage OfSelf()
    {
        byte* raw = stackalloc byte[RawSize];
        return Interop.Libc.getrusage(0, raw) == 0 ? FromRusage(new ReadOnlySpan<byte>(raw, RawSize)) : default;
    }

    /// <summary>What all children used that this process has waited for (RUSAGE_CHILDREN): in a subreaper, the whole tree that is gone.</summary>
    public static unsafe ResourceUsage OfChildren()
    {
        byte* raw = stackalloc byte[RawSize];
        return Interop.Libc.getrusage(-1, raw) == 0 ? FromRusage(new ReadOnlySpan<byte>(raw, RawSize)) : default;
    }

    /// <summary>Both together: sums, and the larger of the two resident sizes.</summary>
    public static ResourceUsage operator +(ResourceUsage left, ResourceUsage right) => Add(left, right);

    /// <summary>Both together: sums, and the larger of the two resident sizes.</summary>
    public static ResourceUsage Add(ResourceUsage left, ResourceUsage right) => new(
        left.CpuUser + right.CpuUser,
        left.CpuSystem + right.CpuSystem,
        Math.Max(left.MaxResidentBytes, right.MaxResidentBytes),
        left.MinorFaults + right.MinorFaults,
        left.MajorFaults + right.MajorFaults,
        left.BlockInput + right.BlockInput,
        left.BlockOutput + right.BlockOutput,
        left.VoluntarySwitches + right.VoluntarySwitches,
        left.InvoluntarySwitches + right.InvoluntarySwitches);

    /// <summary>Reads a <c>struct rusage</c> of 64-bit Linux.</summary>
    /// <param name="raw">At least <see cref="RawSize"/> bytes, as the kernel wrote them.</param>
    /// <exception cref="ArgumentException">There are fewer.</exception>
    public static ResourceUsage FromRusage(ReadOnlySpan<byte> raw)
    {
        if (raw.Length < RawSize) throw new ArgumentException($"A struct rusage has {RawSize} bytes, not {raw.Length}.", nameof(raw));
        return new ResourceUsage(
            Time(raw),
            Time(raw[16..]),
            Field(raw, 32) * 1024, // ru_maxrss is in KiB
            Field(raw, 64),
            Field(raw, 72),
            Field(raw, 88),
            Field(raw, 96),
            Field(raw, 128),
            Field(raw, 136));
    }

    private static long Field(ReadOnlySpan<byte> raw, int offset) => BinaryPrimitives.ReadInt64LittleEndian(raw[offset..]);

    // struct timeval: seconds and microseconds; a tick of TimeSpan is 100 ns.
    private static TimeSpan Time(ReadOnlySpan<byte> raw) => new((Field(raw, 0) * TimeSpan.TicksPerSecond) + (Field(raw, 8) * TimeSpan.TicksPerMicrosecond));
}
