namespace Drover.Nomad.Plugins;

/// <summary>The place of the plugin's socket: a new directory that only this user can enter, because who can connect can start tasks as root.</summary>
internal sealed class PluginSocket : IDisposable
{
    // sun_path of sockaddr_un (unix(7)) with its final NUL.
    private const int LongestPath = 107;

    private readonly string _directory;

    private PluginSocket(string directory) => _directory = directory;

    /// <summary>The path to listen on.</summary>
    public string Path => System.IO.Path.Combine(_directory, "milo.sock");

    /// <summary>Makes the directory.</summary>
    /// <param name="parent">Where; null for the directory of temporary files.</param>
    /// <exception cref="IOException">It can't be made, or its path is too long for a socket.</exception>
    public static PluginSocket Create(string? parent)
    {
        string above = parent ?? System.IO.Path.GetTempPath();
        var socket = new PluginSocket(System.IO.Path.Combine(above, "plugin-" + Guid.NewGuid().ToString("N")[..12]));
        if (System.Text.Encoding.UTF8.GetByteCount(socket.Path) > LongestPath)
            throw new IOException($"{above} is too long a path for a socket in it. Name a shorter one in TMPDIR.");
        Directory.CreateDirectory(socket._directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return socket;
    }

    /// <summary>Removes it.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(_directory, recursive: true);
        }
        catch (IOException)
        {
            // Somebody cleaned up, or keeps a file there: nobody will miss an empty directory.
        }
    }
}
