using Drover.Architecture.Tests.Sources;

namespace Drover.Architecture.Tests;

/// <summary>The arrows of docs/architecture.md.</summary>
public sealed class ArrowTests
{
    /// <summary>Every source project, those to come too, and all it may reference.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Drover.Engine"] = [],
        ["Drover.Runs"] = ["Drover.Engine"],
        ["Drover.Shim"] = ["Drover.Runs", "Drover.Engine"],
        ["Drover.Shell.Syntax"] = [],
        ["Drover.Shell.Generators"] = [],
        ["Drover.Shell"] = ["Drover.Shell.Syntax", "Drover.Engine"],
        ["Drover.Shell.Hosting"] = ["Drover.Shell"],
        ["Drover.LineEditor"] = ["Drover.Engine"],
        ["Drover.Server"] = ["Drover.Runs", "Drover.Engine"],
        ["Drover.Nomad"] = ["Drover.Runs", "Drover.Engine"],
        ["Drover.Cli"] = ["Drover.LineEditor", "Drover.Shell", "Drover.Shell.Syntax", "Drover.Runs", "Drover.Engine"],
    };

    /// <summary>Who but a project's own tests sees its internals: the shim is the other half of Runs.</summary>
    private static readonly (string Project, string Friend)[] AllowedFriends = [("Drover.Runs", "drover-shim"), ("Drover.Runs", "Drover.Shim.Tests")];

    public static TheoryData<string> SourceProjects => [.. Project.Below("src").Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void Project_references_only_what_it_may(string name)
    {
        Project project = Find(name);
        Allowed.ShouldContainKey(name, "a new project needs its arrows here and in docs/architecture.md");
        project.References.Except(Allowed[name]).ShouldBeEmpty($"{name} may reference only: {string.Join(", ", Allowed[name])}");
        project.Analyzers.Except(name == "Drover.Shell" ? ["Drover.Shell.Generators"] : []).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void Internals_are_shown_to_its_own_tests_only(string name)
    {
        IEnumerable<string> allowed = AllowedFriends.Where(pair => pair.Project == name).Select(pair => pair.Friend).Append($"{name}.Tests");
        Find(name).Friends.Except(allowed).ShouldBeEmpty();
    }

    [Fact]
    public void Only_the_engine_calls_the_kernel()
    {
        IEnumerable<string> callers = Project.Below("src").SelectMany(project => project.Files)
            .Where(file => file.Text.Contains("[LibraryImport", StringComparison.Ordinal) || file.Text.Contains("DllImport(", StringComparison.Ordinal))
            .Select(file => file.RelativePath);
        callers.ShouldAllBe(path => path.StartsWith("src/Drover.Engine/Interop/", StringComparison.Ordinal));
        callers.ShouldNotBeEmpty();
    }

    private static Project Find(string name) => Project.Below("src").Single(project => project.Name == name);
}
