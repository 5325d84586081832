using Drover.Engine;
using Drover.Engine.Descriptors;

namespace Drover.Runs;

/// <summary>Removes the directory of a run.</summary>
internal static class RunRemoval
{
    /// <summary>First renames it, so that nobody finds a run with half its files; what a crash leaves is removed by the next prune.</summary>
    /// <param name="store">The store.</param>
    /// <param name="state">The state directory.</param>
    /// <param name="parent">The directory that it is in.</param>
    /// <param name="name">Its name there.</param>
    /// <exception cref="RunException">The file system does not allow it.</exception>
    public static void Remove(RunStore store, Descriptor state, Descriptor parent, string name)
    {
        string gone = RunPruning.RemovingPrefix + name;
        int errno = DirectoryFiles.Rename(parent, name, state, gone);
        if (errno == 2) return;
        if (errno != 0) throw new RunException($"Run {name} can't be removed from {store.Directory}: {new SystemCallException("rename", errno).Message}.");
        Delete(Path.Combine(store.Directory, gone));
    }

    /// <summary>Deletes a directory that nobody finds any more, as far as that is possible.</summary>
    public static void Delete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else may be deleting it too; if not, the next prune tries again.
        }
    }
}
