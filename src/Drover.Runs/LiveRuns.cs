// Constraints
//   Each command that opens the store looks for lost runs, and there may be a thousand live ones and ten thousand ended ones.
// Scheme
//   live/ holds an empty file for each run that has not ended, made before its shim is started and removed by the shim as its last act. A look
//   at a live run is three system calls: open its directory, try the lock, close. A file that nobody holds stands for a run to be settled.

using System.Text;
using Drover.Engine.Descriptors;

namespace Drover.Runs;

/// <summary>The list of the runs that have not ended, or were not settled.</summary>
internal sealed class LiveRuns(Descriptor live, Descriptor runs)
{
    /// <summary>The folder's name in the state directory.</summary>
    public const string Folder = "live";

    /// <summary>Puts a run on the list; returns 0 or the error number.</summary>
    public int Add(string id)
    {
        using Descriptor? file = Descriptor.TryOpen(id, OpenMode.Truncate, out int errno, 0x180 /* 0600 */, live);
        return errno;
    }

    /// <summary>Takes a run off it.</summary>
    public void Remove(string id) => _ = DirectoryFiles.Remove(live, id);

    /// <summary>The ids on the list, in no order.</summary>
    public List<string> Ids()
    {
        var ids = new List<string>();
        // Its own open file: the position in a directory belongs to it.
        using Descriptor listing = Descriptor.Open(".", OpenMode.Directory, directory: live);
        foreach (ReadOnlySpan<byte> name in new DirectoryEntries(listing, stackalloc byte[8192])) ids.Add(Encoding.UTF8.GetString(name));
        return ids;
    }

    /// <summary>The ids on the list that no program holds: to be settled, or only to be taken off.</summary>
    public List<string> Abandoned()
    {
        List<string> ids = Ids();
        ids.RemoveAll(IsHeld);
        return ids;
    }

    private bool IsHeld(string id)
    {
        using Descriptor? directory = Descriptor.TryOpen(id, OpenMode.Directory, out _, directory: runs);
        return directory is not null && !DirectoryFiles.TryLock(directory, shared: true);
    }
}
