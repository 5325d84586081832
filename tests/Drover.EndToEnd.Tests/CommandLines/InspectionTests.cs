using System.Text.Json;
using Drover.Runs;
using Drover.Testing;

namespace Drover.EndToEnd.Tests.CommandLines;

/// <summary>The verbs that show: inspect, tree, stats, events, logs, doctor, completion, version.</summary>
public sealed class InspectionTests : CommandLineTest
{
    [Fact]
    public void Inspect_shows_no_values_of_the_environment_unless_asked()
    {
        using Run run = State.Start(State.Shell("exec sleep 1000") with { Environment = State.Environment.Set("SECRET", "hush") });
        Drover("inspect", run.Id).Output.ShouldContain("command");
        string json = Drover("inspect", "--json", run.Id).Output;
        json.ShouldNotContain("hush");
        using JsonDocument document = JsonDocument.Parse(json);
        document.RootElement.GetProperty("status").GetProperty("state").GetString().ShouldBe("running");
        document.RootElement.GetProperty("spec").GetProperty("environment").EnumerateArray().Select(e => e.GetString()).ShouldContain("SECRET=…");
        Drover("inspect", "--env", run.Id).Output.ShouldContain("SECRET=hush");
    }

    [Fact]
    public void Tree_shows_everybody_even_who_has_escaped()
    {
        using Run run = State.Start(State.Program("setsid-escape"));
        int[] pids = TestStore.WaitUntilReady(run);
        string text = Drover("tree", run.Id).Output;
        foreach (int pid in pids) text.ShouldContain($" {pid} ");
        using JsonDocument json = JsonDocument.Parse(Drover("tree", "--json").Output);
        json.RootElement[0].GetProperty("processes").EnumerateArray().Select(p => p.GetProperty("pid").GetInt32()).ShouldBe(pids, ignoreOrder: true);
    }

    [Fact]
    public void Stats_show_what_the_tree_uses()
    {
        using Run run = State.Start(State.Program("fork-children", "3"));
        _ = TestStore.WaitUntilReady(run);
        Drover("stats").Output.ShouldMatch($"\n- +{run.Id} +4 +[0-9]+ ");
        using JsonDocument json = JsonDocument.Parse(Drover("stats", "--json", run.Id).Output);
        json.RootElement[0].GetProperty("processes").GetInt32().ShouldBe(4);
    }

    [Fact]
    public void Events_are_told_in_order()
    {
        (Run run, _) = State.Run(State.Shell("exit 3") with { Name = "x" });
        string[] lines = Drover("events").Output.TrimEnd('\n').Split('\n');
        lines[0].ShouldMatch("^[0-9-]{10}T[0-9:.]{12}Z  x  started  pid=");
        lines[^1].ShouldContain("  x  ended  outcome=exited  exitStatus=3");
        JsonDocument.Parse(Drover("events", "--json", run.Id).Output.Split('\n')[0]).RootElement.GetProperty("kind").GetString().ShouldBe("started");
    }

    [Fact]
    public void Events_of_new_runs_are_followed()
    {
        using LiveProgram events = Start("events", "-f");
        (Run run, _) = State.Run(State.Shell("true"));
        events.WaitForOutput($"{run.Id}  started");
        events.WaitForOutput($"{run.Id}  ended");
    }

    [Fact]
    public void Logs_copy_each_stream_to_its_own()
    {
        (Run run, _) = State.Run(State.Shell("printf 'a\\nb\\n'; echo e >&2"));
        Drover("logs", run.Id).ShouldBe(new ProgramResult(0, "a\nb\n", "e\n"));
        Drover("logs", "--stream", "stdout", run.Id).ShouldBe(new ProgramResult(0, "a\nb\n", ""));
        Drover("logs", "--stream", "stderr", run.Id).ShouldBe(new ProgramResult(0, "", "e\n"));
        Drover("logs", "--tail", "1", "--stream", "stdout", run.Id).Output.ShouldBe("b\n");
        Drover("logs", "--grep", "^b", run.Id).Output.ShouldBe("b\n");
        Drover("logs", "--timestamps", "--stream", "stderr", run.Id).Error.ShouldMatch("^[0-9-]{10}T[0-9:.]{15}Z e\n$");
        Drover("logs", "--since", "1h", "--until", "30m", run.Id).Output.ShouldBe("");
        Drover("logs", "--since", "1h", run.Id).Output.ShouldBe("a\nb\n");
        string[] json = Drover("logs", "--json", run.Id).Output.TrimEnd('\n').Split('\n');
        json.Length.ShouldBe(3);
        JsonDocument.Parse(json[0]).RootElement.GetProperty("text").GetString().ShouldBe("a");
    }

    [Fact]
    public void Logs_follow_a_run_to_its_end()
    {
        using var directory = new TemporaryDirectory();
        using Run run = State.Start(State.Shell($"echo first; while ! test -e {directory["go"]}; do sleep 0.02; done; printf last"));
        using LiveProgram logs = Start("logs", "-f", run.Id);
        logs.WaitForOutput("first\n");
        File.WriteAllText(directory["go"], "");
        logs.WaitForEnd().ShouldBe(new ProgramResult(0, "first\nlast", ""));
    }

    [Fact]
    public void Lines_without_end_are_shown_when_nothing_follows()
    {
        (Run run, _) = State.Run(State.Shell("printf 'a\\nno newline'"));
        Drover("logs", run.Id).Output.ShouldBe("a\nno newline");
        Drover("logs", "--grep", "new", run.Id).Output.ShouldBe("no newline\n");
    }

    [Fact]
    public void Output_that_was_not_kept_is_said_on_standard_error()
    {
        (Run run, _) = State.Run(State.Shell("seq 1 3000000") with { MaxLogBytes = 4 << 20 });
        ProgramResult result = Drover("logs", run.Id);
        result.Error.ShouldMatch("^\\[… [0-9]+ bytes \\([0-9]+ records\\) not kept\\]\n$");
        result.Output.ShouldStartWith("1\n2\n");
        result.Output.ShouldEndWith("\n3000000\n");
        Drover("logs", "--raw", run.Id).Error.ShouldBe("");
    }

    [Fact]
    public void Doctor_finds_the_shim_and_says_what_it_looked_at()
    {
        ProgramResult result = Drover("doctor");
        result.Status.ShouldBe(0, result.Output);
        result.Output.ShouldContain($"drover-shim: {Artifacts.Shim}, version ");
        result.Output.ShouldContain("state directory: ");
        using JsonDocument json = JsonDocument.Parse(Drover("doctor", "--json").Output);
        json.RootElement.EnumerateArray().Select(f => f.GetProperty("check").GetString()).ShouldContain("pidfd");
    }

    [Fact]
    public void Version_is_one_line() => Drover("--version").ShouldBe(Drover("version"));

    [Fact]
    public void Help_of_every_verb_can_be_had_with_a_parse_error_before_it()
    {
        Drover("--help").Output.ShouldContain("Commands:");
        Drover("help", "run").Output.ShouldContain("Examples:");
        Drover("logs", "--help").Output.ShouldContain("drover logs -f --tail 100 build");
        Drover("run", "--help").Output.ShouldContain("--kill-on-parent-exit");
    }

    [Fact]
    public void Face_that_is_not_built_is_one_clear_line()
    {
        using var directory = new TemporaryDirectory();
        string alone = directory["drover"];
        File.Copy(Artifacts.Drover, alone);
        ProgramResult result = Shell($"{alone} nomad");
        result.Status.ShouldBe(125);
        result.Error.ShouldBe($"drover: the Nomad driver (drover nomad) is not part of this build: {directory["nomad-driver-milo"]} is missing.\n");
    }

    [Fact]
    public void Completion_knows_the_names_of_runs()
    {
        using Run run = StartReadyRun("web");
        Drover("complete", "live-runs").Output.ShouldBe("web\n");
    }
}
