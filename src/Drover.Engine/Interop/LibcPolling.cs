using System.Runtime.InteropServices;

namespace Drover.Engine.Interop;

/// <summary>Waiting for one descriptor: poll(2).</summary>
internal static unsafe partial class Libc
{
    private const short POLLIN = 1;

    /// <summary>Whether <paramref name="descriptor"/> is readable, at its end or in error within so many milliseconds. A signal ends the waiting early.</summary>
    public static bool WaitReadable(int descriptor, int milliseconds)
    {
        PollEntry entry = new() { Descriptor = descriptor, Events = POLLIN };
        return poll(&entry, 1, milliseconds) > 0;
    }

    /// <summary>Waits for one of two; true when the first is ready. A signal ends the waiting with neither.</summary>
    public static bool WaitReadable(int descriptor, int second, out bool secondReady)
    {
        PollEntry* entries = stackalloc PollEntry[2];
        entries[0] = new PollEntry { Descriptor = descriptor, Events = POLLIN };
        entries[1] = new PollEntry { Descriptor = second, Events = POLLIN };
        int ready = poll(entries, 2, -1);
        secondReady = ready > 0 && entries[1].Returned != 0;
        return ready > 0 && entries[0].Returned != 0;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(PollEntry* entries, nuint count, int timeout);

    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
