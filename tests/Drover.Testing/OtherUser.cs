using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Drover.Testing;

/// <summary>Does something as user 65534 (nobody), on a thread of its own: the kernel keeps credentials for each thread (credentials(7)).</summary>
public static partial class OtherUser
{
    /// <summary>Who that is.</summary>
    public const uint Id = 65534;

    private const nint SetResUid = 117; // of x86-64; the C library's function would change all threads

    /// <summary>Needs root.</summary>
    public static void Do(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                if (syscall(SetResUid, uint.MaxValue, Id, uint.MaxValue) != 0) throw new Win32Exception();
                action();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null) throw new InvalidOperationException(failure.Message, failure);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int syscall(nint number, uint real, uint effective, uint saved);
}
