using Drover.Cli.Arguments;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Runs;

namespace Drover.Cli.Checks;

/// <summary>Whether runs can be kept in the state directory.</summary>
internal static class StateChecks
{
    private const string Name = "state directory";
    private const long LittleSpace = 512L * 1024 * 1024;

    /// <summary>The findings.</summary>
    public static IEnumerable<Finding> All()
    {
        string path = StateDirectory.Default;
        Finding? unusable = null;
        try
        {
            new RunStore(path).Dispose();
        }
        catch (RunException e)
        {
            unusable = Finding.Failure(Name, e.Message);
        }
        if (unusable is not null)
        {
            yield return unusable;
            yield break;
        }
        UnixFileMode mode = File.GetUnixFileMode(path);
        const UnixFileMode others = (UnixFileMode)0b000_111_111;
        yield return (mode & others) == 0
            ? Finding.Ok(Name, $"{path}, only its owner may enter")
            : Finding.Warning(Name, $"{path} can be entered by others: specs hold environments, and those may hold secrets", $"chmod 700 {path}");
        yield return Space(path);
        yield return Writing(path);
    }

    private static Finding Space(string path)
    {
        var drive = new DriveInfo(path);
        string free = $"{SizeText.Format(drive.AvailableFreeSpace)} of {SizeText.Format(drive.TotalSize)} free ({drive.DriveFormat})";
        return drive.AvailableFreeSpace >= LittleSpace
            ? Finding.Ok("disk space", free)
            : Finding.Warning("disk space", free + ": output that does not fit is lost, and its log says how much", "drover prune --older-than 7d, or name another directory in DROVER_STATE");
    }

    private static Finding Writing(string path)
    {
        const string probe = ".doctor";
        using Descriptor directory = Descriptor.Open(path, OpenMode.Directory);
        int errno = DirectoryFiles.Replace(directory, probe, "probe"u8, durable: true);
        _ = DirectoryFiles.Remove(directory, probe);
        return errno == 0
            ? Finding.Ok("writing", "files can be written and brought to the disk")
            : Finding.Failure("writing", new SystemCallException("write", errno, path).Message, "make room, or make it writable");
    }
}
