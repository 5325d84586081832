using System.Text.RegularExpressions;
using Drover.Architecture.Tests.Sources;
using Drover.Testing;

namespace Drover.Architecture.Tests;

/// <summary>docs/run-format.md names everything that the sources write and read, each in its own section.</summary>
public sealed partial class RunFormatDocumentTests
{
    private static readonly string s_document = File.ReadAllText(Artifacts.InRepository("docs/run-format.md"));

    [Fact]
    public void Every_field_of_a_spec_is_described() => Undescribed("spec.json", FieldsOf("RunSpecFormat.cs", atLeast: 30)).ShouldBeEmpty();

    [Fact]
    public void Every_field_of_a_status_is_described() => Undescribed("status.json", FieldsOf("RunStatusFormat.cs", atLeast: 45)).ShouldBeEmpty();

    [Fact]
    public void Every_field_that_files_share_is_described() => Undescribed("How values are written", FieldsOf("Json.cs", atLeast: 6).Except(["labels"])).ShouldBeEmpty();

    [Fact]
    public void Every_word_for_a_state_outcome_or_policy_is_described()
    {
        string[] words = [.. Word().Matches(Text("RunNames.cs")).Select(match => match.Groups[1].Value)];
        words.Length.ShouldBeGreaterThan(18);
        string text = Section("spec.json") + Section("status.json");
        words.Where(word => !text.Contains($"`{word}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_event_is_described_with_its_fields()
    {
        string[] calls = [.. Shim().SelectMany(file => EventCall().Matches(file.Text)).Select(match => match.Value)];
        string[] kinds = [.. calls.SelectMany(call => EventKind().Matches(call)).Select(match => match.Groups[1].Value)];
        kinds.Distinct().Count().ShouldBeGreaterThanOrEqualTo(15);
        Undescribed("events.jsonl", kinds).ShouldBeEmpty();
        Undescribed("events.jsonl", calls.SelectMany(call => EventField().Matches(call)).Select(match => match.Groups[1].Value)).ShouldBeEmpty();
        Undescribed("events.jsonl", FieldsOf("ProcessJson.cs", atLeast: 8).Concat(FieldsOf("EventLog.cs", atLeast: 3))).ShouldBeEmpty();
    }

    [Fact]
    public void Every_operation_of_the_socket_is_described_with_its_fields()
    {
        string server = Text("ControlServer.cs");
        string[] operations = [.. Operation().Matches(server).Select(match => match.Groups[1].Value)];
        operations.Length.ShouldBeGreaterThan(7);
        Undescribed("control.sock", operations).ShouldBeEmpty();
        string[] parameters = [.. Parameter().Matches(server).Select(match => match.Groups[1].Value)];
        parameters.Length.ShouldBeGreaterThan(6);
        Undescribed("control.sock", parameters).ShouldBeEmpty();
        Undescribed("control.sock", FieldsOf("ControlServer.cs", atLeast: 5).Concat(FieldsOf("TreeStats.cs", atLeast: 10))).ShouldBeEmpty();
    }

    [Fact]
    public void Every_frame_is_described()
    {
        (string Name, string Number)[] kinds = [.. Member().Matches(Text("FrameKind.cs")).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];
        kinds.Length.ShouldBeGreaterThan(4);
        string text = Section("control.sock");
        kinds.Where(kind => !text.Contains($"| {kind.Number} | {kind.Name} |", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_file_and_folder_is_described()
    {
        string[] files = [.. Constant().Matches(Text("RunFiles.cs")).Select(match => match.Groups[1].Value)];
        files.Length.ShouldBeGreaterThan(4);
        Undescribed("Run directory", files).ShouldBeEmpty();
        foreach (string file in new[] { "NameTable.cs", "LiveRuns.cs", "RunPruning.cs" })
        {
            string[] folders = [.. Constant().Matches(Text(file)).Select(match => match.Groups[1].Value)];
            folders.ShouldNotBeEmpty();
            folders.Where(folder => !Section("State directory").Contains("`" + folder, StringComparison.Ordinal)).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Versions_are_those_of_the_sources()
    {
        foreach ((string file, string section) in new[] { ("RunSpecFormat.cs", "spec.json"), ("RunStatusFormat.cs", "status.json") })
            Section(section).ShouldContain($"| `format` | {Version().Match(Text(file)).Groups[1].Value} |");
    }

    private static IEnumerable<string> Undescribed(string section, IEnumerable<string> names)
    {
        string text = Section(section);
        return names.Distinct().Where(name => !text.Contains($"`{name}`", StringComparison.Ordinal));
    }

    private static string[] FieldsOf(string file, int atLeast)
    {
        string[] fields = [.. WrittenField().Matches(Text(file)).Select(match => match.Groups[1].Value).Distinct()];
        // Guards against a change of form that would leave nothing to look at.
        fields.Length.ShouldBeGreaterThanOrEqualTo(atLeast, file);
        return fields;
    }

    private static string Section(string heading)
    {
        int start = s_document.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        start.ShouldBeGreaterThan(0, heading);
        int end = s_document.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return end < 0 ? s_document[start..] : s_document[start..end];
    }

    private static IEnumerable<SourceFile> Shim() => Project.Below("src").Single(project => project.Name == "Drover.Shim").Files;

    private static string Text(string file) =>
        Project.Below("src").Where(project => project.Name is "Drover.Runs" or "Drover.Shim").SelectMany(project => project.Files)
            .Single(source => Path.GetFileName(source.FullPath) == file).Text;

    // json.WriteNumber("pid", …), json.Write("cwd", …), ProcessJson.Write(json, "processes", …)
    [GeneratedRegex("""\.Write\w*\((?:json, )?"(\w+)""")]
    private static partial Regex WrittenField();

    [GeneratedRegex("""=> "([\w-]+)"|\? "(?<1>\w+)" : "(?<1>\w+)";""")]
    private static partial Regex Word();

    [GeneratedRegex("""_?[eE]vents\.Add\(.*\);""")]
    private static partial Regex EventCall();

    // The kind stands first, or is one of two that a condition chooses from.
    [GeneratedRegex("""(?:Add\(|\? |(?<=Add\([^,]*) : )"([\w-]+)""")]
    private static partial Regex EventKind();

    [GeneratedRegex("""\("(\w+)", """)]
    private static partial Regex EventField();

    [GeneratedRegex("""case "(\w+)":""")]
    private static partial Regex Operation();

    [GeneratedRegex("""request\.Get\w*\("(\w+)""")]
    private static partial Regex Parameter();

    [GeneratedRegex("""(\w+) = (\d),""")]
    private static partial Regex Member();

    [GeneratedRegex("""const string \w+ = "([^"]+)";""")]
    private static partial Regex Constant();

    [GeneratedRegex("""const int Version = (\d+);""")]
    private static partial Regex Version();
}
