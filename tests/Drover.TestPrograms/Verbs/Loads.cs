using System.Runtime.InteropServices;

namespace Drover.TestPrograms.Verbs;

/// <summary>Users of one resource.</summary>
internal static unsafe class Loads
{
    /// <summary>Keeps one processor busy.</summary>
    public static int Spin()
    {
        Output.Ready();
        ulong value = 1;
        while (value != 0)
            value = (value * 6364136223846793005) | 1;
        return 0;
    }

    /// <summary>Takes N MB of memory and touches every page before it is ready; exits with 99 when it does not get it.</summary>
    public static int Allocate(Options options)
    {
        const int megabyte = 1 << 20, page = 4096;
        long megabytes = options.FirstNumber(64);
        for (long index = 0; index < megabytes; index++)
        {
            byte* memory = (byte*)NativeMemory.Alloc(megabyte);
            for (int offset = 0; offset < megabyte; offset += page)
                memory[offset] = 1;
        }

        Output.Ready();
        return Lifetime.Wait();
    }
}
