namespace Drover.Nomad.Containers;

/// <summary>Where a path leads.</summary>
internal static class RealPath
{
    /// <summary>The path of what is there, without links and dots.</summary>
    /// <exception cref="IOException">Nothing is there.</exception>
    public static string Of(string path)
    {
        // Links in the middle count too, which File.ResolveLinkTarget leaves as they are.
        string left = Path.GetFullPath(path);
        for (int links = 0; links < 40; links++)
        {
            string? next = ResolveFirst(left);
            if (next is null) return left;
            left = next;
        }
        throw new IOException($"{path} goes through too many links.");
    }

    // Null when no piece of it is a link.
    private static string? ResolveFirst(string path)
    {
        string[] pieces = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 1; i <= pieces.Length; i++)
        {
            string part = "/" + string.Join('/', pieces[..i]);
            if (new FileInfo(part).LinkTarget is not { } target) continue;
            return Path.GetFullPath(Path.Combine([Path.GetDirectoryName(part)!, target, .. pieces[i..]]));
        }
        return null;
    }
}
