using System.Xml.Linq;
using Drover.Testing;

namespace Drover.Architecture.Tests.Sources;

/// <summary>A project file and the C# files beside it, as text.</summary>
internal sealed class Project
{
    private readonly string _file;

    private Project(string file)
    {
        _file = file;
        XDocument document = XDocument.Load(file);
        References = [.. document.Descendants("ProjectReference").Where(item => (string?)item.Attribute("OutputItemType") != "Analyzer").Select(Target)];
        Analyzers = [.. document.Descendants("ProjectReference").Where(item => (string?)item.Attribute("OutputItemType") == "Analyzer").Select(Target)];
        Friends = [.. document.Descendants("InternalsVisibleTo").Select(item => (string)item.Attribute("Include")!)];
        Files = [.. Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => !IsOutput(path)).Order(StringComparer.Ordinal).Select(path => new SourceFile(this, path))];
    }

    /// <summary>For example Drover.Engine.</summary>
    public string Name => Path.GetFileNameWithoutExtension(_file);

    public string Folder => Path.GetDirectoryName(_file)!;

    /// <summary>Relative to the repository, as Drover.slnx names it.</summary>
    public string RelativePath => Path.GetRelativePath(Artifacts.RepositoryRoot, _file);

    /// <summary>Names of the projects it is compiled against.</summary>
    public IReadOnlyList<string> References { get; }

    /// <summary>Names of the projects that only run in the compiler.</summary>
    public IReadOnlyList<string> Analyzers { get; }

    /// <summary>Names of the assemblies that see its internals.</summary>
    public IReadOnlyList<string> Friends { get; }

    public IReadOnlyList<SourceFile> Files { get; }

    /// <summary>The projects below src, tests, bench or samples.</summary>
    public static IReadOnlyList<Project> Below(string folder)
    {
        string path = Artifacts.InRepository(folder);
        return Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path, "*.csproj", SearchOption.AllDirectories).Where(file => !IsOutput(file)).Order(StringComparer.Ordinal).Select(file => new Project(file))]
            : [];
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static bool IsOutput(string path)
        => path.Contains("/obj/", StringComparison.Ordinal) || path.Contains("/bin/", StringComparison.Ordinal) || path.Contains("/node_modules/", StringComparison.Ordinal);

    private static string Target(XElement reference) => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!);
}
