using System.CommandLine;
using System.Text.Json;
using Drover.Cli.Arguments;
using Drover.Cli.Printing;
using Drover.Runs;
using Drover.Runs.Control;

namespace Drover.Cli.Commands;

/// <summary><c>drover tree</c>.</summary>
internal static class TreeCommand
{
    private const string Description =
        """
        Shows the processes of live runs as they are now: pid, state, CPU time, resident memory, age and command. Also those that have detached
        themselves (setsid, double fork) and so hang directly under the run. Without a name: all live runs.
        """;

    private const string Examples = "drover tree build";

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new("tree", "Show the processes of live runs.", Create, Examples);

    private static Command Create()
    {
        var command = new Command("tree", Description);
        Argument<string[]> runs = OptionOf.Runs(optional: true);
        Option<bool> json = OptionOf.Json();
        command.Arguments.Add(runs);
        command.Options.Add(json);
        command.SetAction(parse =>
        {
            using var store = new RunStore();
            string[] references = parse.GetValue(runs) ?? [];
            using var chosen = RunChoice.Open(store, "tree", references, all: references.Length == 0, []);
            var trees = new List<(Run Run, JsonDocument? Tree)>();
            foreach (Run run in chosen.Runs)
            {
                using ControlClient? shim = run.Connect();
                trees.Add((run, shim?.Request("tree") is { } answer ? JsonDocument.Parse(answer) : null));
            }
            if (parse.GetValue(json)) JsonOutput.Write(writer => Write(writer, trees));
            else
                foreach ((Run run, JsonDocument? tree) in trees) StandardOutput.Write(Text(run.ReadStatus(), tree));
            return ExitStatus.Success;
        });
        return command;
    }

    private static string Text(RunStatus status, JsonDocument? tree)
    {
        string title = $"{status.Name ?? status.Id} ({StateText.Of(status, TimeProvider.System.GetUtcNow()).Text})";
        if (tree is null) return title + "\n";
        List<TreeText.Node> nodes = [];
        foreach (JsonElement process in tree.RootElement.GetProperty("processes").EnumerateArray())
        {
            string resident = SizeText.Format(process.GetProperty("rss").GetInt64());
            string cpu = AgeText.Precise(TimeSpan.FromMilliseconds(process.GetProperty("cpuMs").GetInt64()));
            string age = AgeText.Of(TimeSpan.FromMilliseconds(process.GetProperty("ageMs").GetInt64()));
            nodes.Add(new TreeText.Node(
                process.GetProperty("depth").GetInt32(),
                $"{process.GetProperty("pid").GetInt32()} {process.GetProperty("command").GetString()}",
                $"{process.GetProperty("state").GetString()}, {cpu} CPU, {resident}, {age} old"));
        }
        return TreeText.Of(title, nodes, StandardOutput.Width, StandardOutput.UsesColour);
    }

    private static void Write(Utf8JsonWriter json, List<(Run Run, JsonDocument? Tree)> trees)
    {
        json.WriteStartArray();
        foreach ((Run run, JsonDocument? tree) in trees)
        {
            json.WriteStartObject();
            json.WriteString("id", run.Id);
            json.WritePropertyName("processes");
            if (tree is not null) tree.RootElement.GetProperty("processes").WriteTo(json);
            else
            {
                json.WriteStartArray();
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
