using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary>Paths of directories with and without symbolic links (POSIX cd, pwd).</summary>
internal static class LogicalPath
{
    /// <summary>The path of the working directory as the user went there, if PWD still says so; else the physical one.</summary>
    public static string? Current(ExecutionEnvironment environment, out int errno)
    {
        errno = 0;
        string? claimed = environment.Variables.Get("PWD");
        return claimed is not null && IsHere(claimed, environment) ? claimed : Physical(environment, out errno);
    }

    /// <summary>The path of the working directory without symbolic links; null when it is gone.</summary>
    public static string? Physical(ExecutionEnvironment environment, out int errno)
    {
        errno = 0;
        ByteString? path = environment.Directory is { } directory ? SymbolicLink.Read($"/proc/self/fd/{directory.Number}") : WorkingDirectory.TryRead(out errno);
        return path is { } found ? ShellText.From(found) : null;
    }

    /// <summary>Whether an absolute path without dots leads to the working directory.</summary>
    public static bool IsHere(string path, ExecutionEnvironment environment) =>
        path.StartsWith('/') && !HasDots(path)
        && FileStatus.TryRead(ShellText.ToBytes(path), out _) is { } there
        && FileStatus.TryRead(".", out _, directory: environment.Directory) is { } here
        && there.Inode == here.Inode && there.Device == here.Device;

    /// <summary>The path with dots, dot-dots and double slashes resolved; null with the part that is no directory (POSIX cd, step 8).</summary>
    public static string? Resolve(string path, out string? failed)
    {
        failed = null;
        var parts = new List<string>();
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".") continue;
            if (part != "..")
            {
                parts.Add(part);
                continue;
            }
            if (parts.Count == 0) continue;
            string before = "/" + string.Join('/', parts);
            if (FileStatus.TryRead(ShellText.ToBytes(before), out _) is not { Kind: FileKind.Directory })
            {
                failed = before;
                return null;
            }
            parts.RemoveAt(parts.Count - 1);
        }
        string root = path.StartsWith("//", StringComparison.Ordinal) && !path.StartsWith("///", StringComparison.Ordinal) ? "//" : "/";
        return root + string.Join('/', parts);
    }

    private static bool HasDots(string path)
    {
        foreach (Range range in path.AsSpan().Split('/'))
            if (path.AsSpan(range) is "." or "..") return true;
        return false;
    }
}
