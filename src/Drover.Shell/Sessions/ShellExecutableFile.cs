using Drover.Engine.Descriptors;

namespace Drover.Shell.Sessions;

/// <summary>Where the native <c>drover</c> is that runs the subshells of embedded sessions.</summary>
internal static class ShellExecutableFile
{
    private const string Name = "drover";
    private static string? s_found;

    /// <summary>
    /// Finds it: DROVER_SHELL, beside this program's file, beside its assemblies, in the NuGet package's place, on PATH; null when it is nowhere.
    /// </summary>
    public static string? Locate()
    {
        if (s_found is { } known) return known;
        foreach (string? candidate in Candidates())
        {
            if (candidate is null or "") continue;
            string path = Path.GetFullPath(candidate);
            if (FileStatus.TryRead(path, out _) is { Kind: FileKind.Regular } && FileAccessCheck.Ask(path, FileAccessCheck.Execute, null) == 0) return s_found = path;
        }
        return null;
    }

    private static IEnumerable<string?> Candidates()
    {
        yield return System.Environment.GetEnvironmentVariable("DROVER_SHELL");
        if (Path.GetDirectoryName(File.ResolveLinkTarget("/proc/self/exe", returnFinalTarget: true)?.FullName) is { } directory) yield return Path.Combine(directory, Name);
        yield return Path.Combine(AppContext.BaseDirectory, Name);
        yield return Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", Name);
        foreach (string entry in (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
            if (entry.StartsWith('/')) yield return Path.Combine(entry, Name);
    }
}
