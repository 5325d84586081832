using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Drover.Testing;

/// <summary>A tmpfs of a given size, to be filled up. Needs the right to mount.</summary>
public sealed partial class SmallFileSystem : IDisposable
{
    private const ulong ReadOnly = 1, Remount = 32;
    private const int Detach = 2;

    /// <summary>Mounts one of that size.</summary>
    public SmallFileSystem(int bytes)
    {
        Path = Directory.CreateTempSubdirectory("drover-small-").FullName;
        Mount(0, $"size={bytes}");
    }

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Takes every free page.</summary>
    public void Fill()
    {
        using FileStream file = new(Filler, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        byte[] page = new byte[4096];
        try
        {
            while (true) file.Write(page);
        }
        catch (IOException)
        {
            // Full, as wanted.
        }
    }

    /// <summary>Makes room for so many bytes.</summary>
    public void Free(int bytes)
    {
        using FileStream file = File.OpenWrite(Filler);
        file.SetLength(file.Length - bytes);
    }

    /// <summary>Gives back what <see cref="Fill"/> took.</summary>
    public void Free() => File.Delete(Filler);

    /// <summary>Makes it larger or smaller, whatever is open in it.</summary>
    public void Resize(int bytes) => Mount(Remount, $"size={bytes}");

    /// <summary>Makes it read-only; nothing may be open for writing.</summary>
    public void MakeReadOnly() => Mount(ReadOnly | Remount, "");

    /// <summary>Unmounts it.</summary>
    public void Dispose()
    {
        if (umount2(Path, Detach) != 0) throw new Win32Exception();
        Directory.Delete(Path);
    }

    private void Mount(ulong flags, string options)
    {
        if (mount("tmpfs", Path, "tmpfs", flags, options) != 0) throw new Win32Exception();
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string type, ulong flags, string data);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);
}
