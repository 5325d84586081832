namespace Drover.Testing;

/// <summary>Where the sources and the executables made by build.sh are.</summary>
public static class Artifacts
{
    private static readonly Lazy<string> Root = new(FindRoot);

    /// <summary>The directory that holds Drover.slnx, without a slash at the end.</summary>
    public static string RepositoryRoot => Root.Value;

    /// <summary>The path of the command line, artifacts/bin/drover, or what DROVER_UNDER_TEST names (eng/coverage.sh does).</summary>
    /// <exception cref="FileNotFoundException">It has not been built.</exception>
    public static string Drover => Environment.GetEnvironmentVariable("DROVER_UNDER_TEST") is { Length: > 0 } other ? other : Built("artifacts/bin/drover");

    /// <summary>The path of the shim, artifacts/bin/drover-shim.</summary>
    /// <exception cref="FileNotFoundException">It has not been built.</exception>
    public static string Shim => Built("artifacts/bin/drover-shim");

    /// <summary>The path of the task runner's server, artifacts/bin/drover-server, or what DROVER_SERVER_UNDER_TEST names.</summary>
    /// <exception cref="FileNotFoundException">It has not been built.</exception>
    public static string Server => Environment.GetEnvironmentVariable("DROVER_SERVER_UNDER_TEST") is { Length: > 0 } other ? other : Built("artifacts/bin/drover-server");

    /// <summary>The path of the Nomad driver, artifacts/bin/nomad-driver-milo, or what DROVER_NOMAD_UNDER_TEST names.</summary>
    /// <exception cref="FileNotFoundException">It has not been built.</exception>
    public static string NomadDriver => Environment.GetEnvironmentVariable("DROVER_NOMAD_UNDER_TEST") is { Length: > 0 } other ? other : Built("artifacts/bin/nomad-driver-milo");

    /// <summary>A path below the repository root.</summary>
    public static string InRepository(string relativePath) => Path.Combine(RepositoryRoot, relativePath);

    internal static string Built(string relativePath, string howTo = "./build.sh")
    {
        string path = InRepository(relativePath);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing: run {howTo} in {RepositoryRoot}.", path);
    }

    private static string FindRoot()
    {
        for (string? directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Combine(directory, "Drover.slnx")))
                return directory;
        }

        throw new DirectoryNotFoundException($"No directory above {AppContext.BaseDirectory} holds Drover.slnx.");
    }
}
