using System.Text.RegularExpressions;
using Drover.Testing;

namespace Drover.Architecture.Tests.Sources;

/// <summary>One C# file. Namespaces are file-scoped (the build insists), so what starts in the first column is at the top level.</summary>
internal sealed partial class SourceFile
{
    private readonly Project _project;

    public SourceFile(Project project, string path)
    {
        _project = project;
        FullPath = path;
        Text = File.ReadAllText(path);
        Types = [.. TypeDeclaration().Matches(Text).Select(match => match.Groups["name"].Value)];
        Namespace = NamespaceDeclaration().Match(Text) is { Success: true } match ? match.Groups["name"].Value : null;
    }

    public string FullPath { get; }

    public string Text { get; }

    public string RelativePath => Path.GetRelativePath(Artifacts.RepositoryRoot, FullPath);

    public int Lines => Text.AsSpan().Count('\n');

    /// <summary>Null when it has none: top-level statements, assembly attributes.</summary>
    public string? Namespace { get; }

    /// <summary>The namespace that its folder stands for.</summary>
    public string FolderNamespace
    {
        get
        {
            string below = Path.GetRelativePath(_project.Folder, Path.GetDirectoryName(FullPath)!);
            return below == "." ? _project.Name : $"{_project.Name}.{below.Replace('/', '.')}";
        }
    }

    /// <summary>The namespaces of its using directives, without static ones and aliases.</summary>
    public IReadOnlyList<string> Usings => [.. UsingDirective().Matches(Text).Select(match => match.Groups["name"].Value)];

    /// <summary>Names of the types at the top level.</summary>
    public IReadOnlyList<string> Types { get; }

    [GeneratedRegex(@"^(?:(?:public|internal|file|sealed|abstract|static|readonly|partial|unsafe|ref)\s+)*(?:class|struct|interface|enum|record(?:\s+class|\s+struct)?|delegate\s+[^(;]+?)\s+(?<name>\w+)\s*(?:<|\(|:|\{|;|$)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"^using (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex UsingDirective();

    [GeneratedRegex(@"^namespace\s+(?<name>[\w.]+)\s*[;{]", RegexOptions.Multiline)]
    private static partial Regex NamespaceDeclaration();
}
