// Constraints
//   A trial leaves nothing behind, also when it was killed; and a trial that still goes on must not lose its directory to another that cleans up.
// Scheme
//   The directory is locked (flock(2)) for as long as the trial lives; what is found unlocked has been left.

using Drover.Engine.Descriptors;

namespace Drover.Nomad.Commands;

/// <summary>The directories that a client makes for an allocation, made here for one task.</summary>
internal sealed class TrialAllocation : IDisposable
{
    /// <summary>The name of the task.</summary>
    public const string Task = "try";

    private const string Prefix = "drover-try-";
    private const UnixFileMode Everybody = (UnixFileMode)0b111_111_111, Entering = (UnixFileMode)0b111_101_101;

    private readonly Descriptor _locked;

    private TrialAllocation(string directory, Descriptor locked)
    {
        Directory = directory;
        _locked = locked;
    }

    /// <summary>The path of it all.</summary>
    public string Directory { get; }

    /// <summary>An id like that of an allocation.</summary>
    public string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>Makes one, and removes what killed trials have left.</summary>
    /// <param name="parent">Where.</param>
    /// <exception cref="IOException">It can't be made.</exception>
    public static TrialAllocation Create(string parent)
    {
        RemoveAbandoned(parent);
        string directory = Path.Combine(parent, Prefix + Guid.NewGuid().ToString("N")[..12]);
        Make(directory, Entering);
        Descriptor locked = Descriptor.Open(directory, OpenMode.Directory);
        _ = DirectoryFiles.TryLock(locked);
        foreach (string name in (string[])["alloc", "alloc/logs", "alloc/tmp", "alloc/data", $"{Task}/local", $"{Task}/secrets", $"{Task}/tmp"]) Make(Path.Combine(directory, name), Everybody);
        return new TrialAllocation(directory, locked);
    }

    /// <summary>Puts a file where an artifact block puts it, and returns its path as a job names it.</summary>
    /// <exception cref="IOException">It can't be copied.</exception>
    public string Add(string file)
    {
        if (!File.Exists(file)) throw new UsageException($"--jar: there is no file '{file}'.");
        string name = Path.GetFileName(file), copy = Path.Combine(Directory, Task, "local", name);
        File.Copy(file, copy);
        // The task is another user.
        File.SetUnixFileMode(copy, File.GetUnixFileMode(copy) | (UnixFileMode)0b100_100_100);
        return "local/" + name;
    }

    /// <summary>Removes it.</summary>
    public void Dispose()
    {
        System.IO.Directory.Delete(Directory, recursive: true);
        _locked.Dispose();
    }

    private static void RemoveAbandoned(string parent)
    {
        foreach (string directory in System.IO.Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            using Descriptor? left = Descriptor.TryOpen(directory, OpenMode.Directory, out _);
            if (left is not null && DirectoryFiles.TryLock(left)) System.IO.Directory.Delete(directory, recursive: true);
        }
    }

    // Without what the umask takes away.
    private static void Make(string directory, UnixFileMode mode)
    {
        System.IO.Directory.CreateDirectory(directory);
        File.SetUnixFileMode(directory, mode);
    }
}
