using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Processes;

namespace Drover.Runs;

/// <summary>Where runs are kept.</summary>
public static class StateDirectory
{
    /// <summary>
    /// $DROVER_STATE, else /var/lib/drover for root, else $XDG_STATE_HOME/drover, else ~/.local/state/drover.
    /// </summary>
    /// <exception cref="RunException">Neither a variable nor a home directory says where.</exception>
    public static string Default
    {
        get
        {
            if (Get("DROVER_STATE") is { } chosen) return Path.GetFullPath(chosen);
            if (Get("XDG_STATE_HOME") is { } state && CurrentUser.Id != 0) return Path.Combine(state, "drover");
            if (CurrentUser.Id == 0) return "/var/lib/drover";
            return Get("HOME") is { } home
                ? Path.Combine(home, ".local", "state", "drover")
                : throw new RunException("No state directory: HOME is not set. Name one in DROVER_STATE.");
        }
    }

    /// <summary>Makes the directory and its parents if needed (mode 0700), and opens it.</summary>
    /// <exception cref="RunException">It can't be made or opened, belongs to somebody else, or others may write to it.</exception>
    internal static Descriptor Open(string path)
    {
        string? missing = Make(path);
        if (missing is not null) throw new RunException(missing);
        Descriptor directory = Descriptor.TryOpen(path, OpenMode.Directory, out int errno)
            ?? throw new RunException($"State directory {path}: {new SystemCallException("open", errno).Message}. Name another in DROVER_STATE.");
        (uint user, int permissions) = directory.ReadOwner();
        string? danger =
            // Root may use anybody's: sudo with the caller's environment.
            user != CurrentUser.Id && CurrentUser.Id != 0 ? $"belongs to user {user}, not to you"
            : (permissions & 0x12 /* 0022 */) != 0 ? $"may be written by others; 'chmod 700 {path}' mends that"
            : null;
        if (danger is null) return directory;
        directory.Dispose();
        throw new RunException($"State directory {path} {danger}. It was not used.");
    }

    /// <summary>Opens a folder of it, making it if needed.</summary>
    /// <exception cref="RunException">It can't be made or opened.</exception>
    internal static Descriptor OpenFolder(Descriptor state, string path, string name)
    {
        Descriptor? folder = Descriptor.TryOpen(name, OpenMode.Directory, out int errno, directory: state);
        if (folder is not null) return folder;
        if (errno == 2) errno = DirectoryFiles.MakeDirectory(name, state);
        if (errno is 0 or 17) folder = Descriptor.TryOpen(name, OpenMode.Directory, out errno, directory: state);
        return folder ?? throw new RunException($"{Path.Combine(path, name)}: {new SystemCallException("mkdir", errno).Message}. Is the disk full, or the directory read-only?");
    }

    private static string? Make(string path)
    {
        if (Directory.Exists(path)) return null;
        int errno = DirectoryFiles.MakeDirectory(path);
        if (errno == 2 && Path.GetDirectoryName(path) is { Length: > 0 } parent)
        {
            if (Make(parent) is { } problem) return problem;
            errno = DirectoryFiles.MakeDirectory(path);
        }
        return errno is 0 or 17 ? null : $"State directory {path} can't be made: {new SystemCallException("mkdir", errno).Message}. Name another in DROVER_STATE.";
    }

    private static string? Get(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
