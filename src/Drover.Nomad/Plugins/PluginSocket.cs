using System.Net.Sockets;
using Drover.Engine.Descriptors;
using Drover.Engine.Processes;

namespace Drover.Nomad.Plugins;

/// <summary>The place of the plugin's socket: a new directory that only this user can enter, because who can connect can start tasks as root.</summary>
internal sealed class PluginSocket : IDisposable
{
    // sun_path of sockaddr_un (unix(7)) with its final NUL.
    private const int LongestPath = 107;

    private const string Prefix = "plugin-";
    private const string FileName = "milo.sock";
    private const int NameLength = 12;

    // From the making of a socket to the listening on it pass microseconds.
    private static readonly TimeSpan s_youth = TimeSpan.FromMinutes(1);

    private readonly string _directory;

    private PluginSocket(string directory) => _directory = directory;

    /// <summary>The path to listen on.</summary>
    public string Path => System.IO.Path.Combine(_directory, FileName);

    /// <summary>Makes the directory.</summary>
    /// <param name="parent">Where; null for the directory of temporary files.</param>
    /// <exception cref="IOException">It can't be made, or its path is too long for a socket.</exception>
    public static PluginSocket Create(string? parent)
    {
        string above = parent ?? System.IO.Path.GetTempPath();
        var socket = new PluginSocket(System.IO.Path.Combine(above, Prefix + Guid.NewGuid().ToString("N")[..NameLength]));
        if (System.Text.Encoding.UTF8.GetByteCount(socket.Path) > LongestPath)
            throw new IOException($"{above} is too long a path for a socket in it. Name a shorter one in TMPDIR.");
        Directory.CreateDirectory(socket._directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return socket;
    }

    /// <summary>Removes the directories of plugins of this user that were killed: their sockets are there, and nobody listens.</summary>
    /// <param name="parent">Where; null for the directory of temporary files.</param>
    /// <param name="now">The time.</param>
    /// <returns>How many.</returns>
    public static int RemoveDead(string? parent, DateTimeOffset now)
    {
        int count = 0;
        foreach (string directory in Directory.EnumerateDirectories(parent ?? System.IO.Path.GetTempPath(), Prefix + new string('?', NameLength)))
        {
            string socket = System.IO.Path.Combine(directory, FileName);
            if (FileStatus.TryRead(directory, out _, followLink: false) is not { } status || status.User != CurrentUser.Id) continue;
            if (Directory.EnumerateFileSystemEntries(directory).ToArray() is not [var only] || only != socket) continue;
            if (now - File.GetLastWriteTimeUtc(socket) < s_youth || !IsDead(socket)) continue;
            Directory.Delete(directory, recursive: true);
            count++;
        }
        return count;
    }

    /// <summary>Whether there is a socket that nobody listens on.</summary>
    public static bool IsDead(string socket)
    {
        if (!File.Exists(socket)) return false;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(socket));
            return false;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionRefused;
        }
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
