using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Drover.Engine.Processes;

namespace Drover.Engine.Tests.Processes;

public sealed unsafe partial class ResourceUsageTests
{
    private const int RUSAGE_SELF = 0;

    [Fact]
    public void Every_field_is_read_from_its_place()
    {
        byte[] raw = new byte[ResourceUsage.RawSize];
        for (int i = 0; i < raw.Length; i += 8) BinaryPrimitives.WriteInt64LittleEndian(raw.AsSpan(i), i);
        ResourceUsage usage = ResourceUsage.FromRusage(raw);
        usage.ShouldBe(new ResourceUsage(
            TimeSpan.FromMicroseconds(8), TimeSpan.FromSeconds(16) + TimeSpan.FromMicroseconds(24), 32 * 1024, 64, 72, 88, 96, 128, 136));
    }

    [Fact]
    public void What_the_kernel_writes_makes_sense()
    {
        byte* raw = stackalloc byte[ResourceUsage.RawSize];
        getrusage(RUSAGE_SELF, raw).ShouldBe(0);
        ResourceUsage usage = ResourceUsage.FromRusage(new ReadOnlySpan<byte>(raw, ResourceUsage.RawSize));
        usage.MaxResidentBytes.ShouldBeInRange(10 << 20, 10L << 30);
        usage.CpuUser.ShouldBeInRange(TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));
        usage.MinorFaults.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Too_few_bytes_are_refused() => Should.Throw<ArgumentException>(() => ResourceUsage.FromRusage(new byte[ResourceUsage.RawSize - 1]));

    [LibraryImport("libc")]
    private static partial int getrusage(int who, byte* usage);
}
