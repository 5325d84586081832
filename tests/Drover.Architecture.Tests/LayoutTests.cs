using System.Text.RegularExpressions;
using System.Xml.Linq;
using Drover.Architecture.Tests.Sources;
using Drover.Testing;

namespace Drover.Architecture.Tests;

/// <summary>How files, folders, namespaces and types are named and cut.</summary>
public sealed partial class LayoutTests
{
    private const int GreatestLength = 500;

    /// <summary>Names that break a rule and are to be changed; never to grow.</summary>
    private static readonly string[] ToBeRenamed = ["ExecHelper"];

    private static readonly IReadOnlyList<Project> Sources = Project.Below("src");
    private static readonly IReadOnlyList<Project> Tests = Project.Below("tests");

    [Fact]
    public void File_holds_one_type_at_the_top_level()
        => Files(Sources, Tests).Where(file => file.Types.Distinct().Count() > 1).Select(file => $"{file.RelativePath}: {string.Join(", ", file.Types)}").ShouldBeEmpty();

    [Fact]
    public void File_is_named_after_its_type()
    {
        // LibcSpawn.cs holds a part of the partial class Libc.
        Files(Sources, Tests).Where(file => file.Types.Count > 0)
            .Where(file => !Path.GetFileNameWithoutExtension(file.FullPath).StartsWith(file.Types[0], StringComparison.Ordinal))
            .Select(file => $"{file.RelativePath}: {file.Types[0]}").ShouldBeEmpty();
    }

    [Fact]
    public void Folder_is_the_namespace()
    {
        Files(Sources, Tests).Where(file => file.Namespace is not null && file.Namespace != file.FolderNamespace)
            // Compiled into two projects.
            .Where(file => file.RelativePath != "tests/Drover.TestPrograms/TestPattern.cs")
            .Select(file => $"{file.RelativePath}: {file.Namespace}").ShouldBeEmpty();
    }

    [Fact]
    public void Type_is_not_hidden_by_a_namespace()
    {
        HashSet<string> segments = [.. Files(Sources).Select(file => file.Namespace).OfType<string>().SelectMany(name => name.Split('.'))];
        Files(Sources).SelectMany(file => file.Types.Select(type => (file.RelativePath, type))).Where(pair => segments.Contains(pair.type)).ShouldBeEmpty();
    }

    [Fact]
    public void Source_file_has_at_most_500_lines()
        => Files(Sources).Where(file => file.Lines > GreatestLength).Select(file => $"{file.RelativePath}: {file.Lines}").ShouldBeEmpty();

    /// <summary>As <c>dotnet format</c> orders them, which the compiler does not look at: System first, then by name.</summary>
    [Fact]
    public void Using_directives_are_in_order()
        => Files(Sources, Tests, Project.Below("bench"), Project.Below("samples")).Where(file => !file.Usings.SequenceEqual(file.Usings.Order(UsingOrder.Instance))).Select(file => file.RelativePath).ShouldBeEmpty();

    [Fact]
    public void No_folder_or_type_is_a_drawer_for_everything()
    {
        Files(Sources, Tests).SelectMany(file => file.Types.Concat(file.FolderNamespace.Split('.')).Select(name => (file.RelativePath, name)))
            .Where(pair => Drawer().IsMatch(pair.name) && !ToBeRenamed.Contains(pair.name)).ShouldBeEmpty();
    }

    [Fact]
    public void Source_project_has_a_test_twin()
        => Sources.Select(project => $"{project.Name}.Tests").Except(Tests.Select(project => project.Name)).ShouldBeEmpty();

    [Fact]
    public void Solution_holds_every_project()
    {
        IEnumerable<string> listed = XDocument.Load(Artifacts.InRepository("Drover.slnx")).Descendants("Project").Select(item => (string)item.Attribute("Path")!);
        IEnumerable<Project> all = [.. Sources, .. Tests, .. Project.Below("bench"), .. Project.Below("samples")];
        listed.Order().ShouldBe(all.Select(project => project.RelativePath).Order());
    }

    [Fact]
    public void Sources_are_read_as_they_are()
    {
        // Guards the tests above against a change of form that would leave them nothing to look at.
        Files(Sources).Count(file => file.Types.Count == 1 && file.Namespace is not null).ShouldBeGreaterThan(Files(Sources).Count() * 9 / 10);
    }

    private static IEnumerable<SourceFile> Files(params IReadOnlyList<Project>[] groups) => groups.SelectMany(group => group).SelectMany(project => project.Files);

    [GeneratedRegex("(?:Util|Utils|Utilities|Helper|Helpers|Common|Manager|Managers)(?=[A-Z0-9_]|$)")]
    private static partial Regex Drawer();
}
