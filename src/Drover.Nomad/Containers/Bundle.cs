namespace Drover.Nomad.Containers;

/// <summary>The directory that crun makes a container from: its configuration and the root.</summary>
internal sealed class Bundle(string directory)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Its path.</summary>
    public string Path { get; } = directory;

    /// <summary>Where crun writes the pid of the container's first process.</summary>
    public string PidFile => System.IO.Path.Combine(Path, "pid");

    /// <summary>Where crun says what went wrong.</summary>
    public string Log => System.IO.Path.Combine(Path, "crun.log");

    /// <summary>Makes it.</summary>
    /// <param name="directory">Its path.</param>
    /// <param name="spec">What the container is to be.</param>
    /// <param name="groupPath">The path of its control group.</param>
    /// <exception cref="IOException">It can't be made.</exception>
    public static Bundle Create(string directory, ContainerSpec spec, string groupPath)
    {
        var bundle = new Bundle(directory);
        string root = System.IO.Path.Combine(directory, "rootfs");
        Directory.CreateDirectory(directory, Private);
        Directory.CreateDirectory(root, (UnixFileMode)0b111_101_101);
        // Whoever the task runs as is to write there, and nobody else can come this far.
        if (!spec.IsRootReadOnly) File.SetUnixFileMode(root, (UnixFileMode)0b111_111_111);
        foreach ((string name, string target) in spec.Links) File.CreateSymbolicLink(System.IO.Path.Combine(root, name), target);
        foreach ((string name, string target, string content) in spec.Files)
        {
            string file = System.IO.Path.Combine(directory, name);
            File.WriteAllText(file, content);
            File.SetUnixFileMode(file, Readable);
            spec = spec with { Mounts = spec.Mounts.Add(ContainerMount.Bind(file, target, isReadOnly: true)) };
        }
        using FileStream stream = File.Create(System.IO.Path.Combine(directory, "config.json"));
        BundleConfig.Write(stream, spec, groupPath);
        return bundle;
    }

    /// <summary>Removes it.</summary>
    public void Remove()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }
}
