namespace Drover.Nomad.Plugins;

/// <summary>A directory or file of the node that tasks may mount, with all that is in it.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="IsReadOnly">Whether they may only read it.</param>
internal sealed record AllowedMount(string Path, bool IsReadOnly)
{
    private const string ReadOnlyMark = ":ro";

    /// <summary>Reads "/srv/data" or "/srv/data:ro".</summary>
    /// <exception cref="ConfigException">It is no absolute path.</exception>
    public static AllowedMount Read(string text)
    {
        bool isReadOnly = text.EndsWith(ReadOnlyMark, StringComparison.Ordinal);
        string path = isReadOnly ? text[..^ReadOnlyMark.Length] : text;
        if (!path.StartsWith('/') || path.Split('/').Contains(".."))
            throw new ConfigException($"allow_mounts has \"{text}\", which is not an absolute path, or one with \":ro\" behind it.");
        return new AllowedMount(path.Length > 1 ? path.TrimEnd('/') : path, isReadOnly);
    }

    /// <summary>Whether a path is it, or in it.</summary>
    public bool Holds(string path) => Path == "/" || path == Path || path.StartsWith(Path + "/", StringComparison.Ordinal);
}
