namespace Drover.Testing;

/// <summary>A new directory of mode 0700 that is removed with all it holds.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _directory;

    /// <summary>Makes it.</summary>
    /// <param name="parent">Where; null for the directory of temporary files.</param>
    public TemporaryDirectory(string? parent = null)
    {
        _directory = parent is null
            ? Directory.CreateTempSubdirectory("drover-test-")
            : Directory.CreateDirectory(System.IO.Path.Combine(parent, "drover-test-" + Guid.NewGuid().ToString("N")), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Its absolute path.</summary>
    public string Path => _directory.FullName;

    /// <summary>The path of an entry in it, which need not exist.</summary>
    public string this[string relativePath] => System.IO.Path.Combine(Path, relativePath);

    /// <summary>Writes a file of mode 0755 into it and returns the path: a script, when <paramref name="text"/> starts with #!.</summary>
    public string WriteExecutable(string name, string text)
    {
        string path = this[name];
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        return path;
    }

    /// <summary>Removes it. Directories that a test has made read-only are made writable first.</summary>
    /// <remarks>A program that is ending may still make or remove files in it: then it is tried again.</remarks>
    public void Dispose() => Eventually.IsTrue(TryRemove);

    private bool TryRemove()
    {
        try
        {
            if (!Directory.Exists(Path)) return true;
            foreach (DirectoryInfo inner in _directory.EnumerateDirectories("*", SearchOption.AllDirectories).Append(_directory))
            {
                if (inner.LinkTarget is null)
                    File.SetUnixFileMode(inner.FullName, inner.UnixFileMode | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            _directory.Delete(recursive: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
