using System.CommandLine;
using System.Text;
using System.Text.Json;
using Drover.Cli.Arguments;
using Drover.Cli.Following;
using Drover.Cli.Printing;
using Drover.Engine.EventLoops;
using Drover.Runs;

namespace Drover.Cli.Commands;

/// <summary><c>drover events</c>.</summary>
internal static class EventsCommand
{
    private const string Description =
        """
        Prints what happened to runs, in the order of time: started, signal, paused, continued, stray-reaped, stopping, escalating, leader-ended, leftovers,
        health, stuck, attempt-ended, ended. With -f it goes on with what happens, for new runs too (looked for five times a second). With --json each event
        is one JSON object a line, as in events.jsonl; there the process trees are complete.
        """;

    private const string Examples =
        """
        drover events --since 1h
        drover events -f
        drover events -f --json web | jq -r 'select(.kind == "ended") | .exitStatus'
        """;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new("events", "Print or follow what happens to runs.", Create, Examples);

    private static Command Create()
    {
        var command = new Command("events", Description);
        Argument<string[]> runs = OptionOf.Runs(optional: true);
        Option<bool> follow = OptionOf.Flag("--follow", "Go on with what happens, until Ctrl-C.", "-f");
        Option<string> since = OptionOf.Text("--since", "TIME", "Only what happened at or after TIME: a time, or how long ago.");
        Option<bool> json = OptionOf.Json();
        command.Arguments.Add(runs);
        foreach (Option option in (Option[])[follow, since, json]) command.Options.Add(option);
        command.SetAction(parse =>
        {
            TimeProvider clock = TimeProvider.System;
            DateTimeOffset from = parse.GetValue(since) is { } text ? TimePointText.Parse(text, "--since", clock) : DateTimeOffset.MinValue;
            string[] references = parse.GetValue(runs) ?? [];
            using var store = new RunStore();
            HashSet<string>? only = null;
            if (references.Length > 0)
            {
                using var chosen = RunChoice.Open(store, "events", references, all: false, []);
                only = [.. chosen.Runs.Select(static run => run.Id)];
            }
            using var feed = new EventFeed(store, only);
            using var pause = new EventLoop();
            while (true)
            {
                foreach (RunEvent e in feed.ReadNew())
                    if (e.Time >= from) StandardOutput.Line(parse.GetValue(json) ? e.Json : Text(e));
                if (!parse.GetValue(follow)) return ExitStatus.Success;
                pause.RunOnce(s_interval);
            }
        });
        return command;
    }

    private static string Text(RunEvent e)
    {
        var text = new StringBuilder($"{e.Time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}  {e.Name ?? e.RunId}  {e.Kind}");
        using JsonDocument document = JsonDocument.Parse(e.Json);
        foreach (JsonProperty property in document.RootElement.EnumerateObject())
        {
            if (property.NameEquals("time") || property.NameEquals("run") || property.NameEquals("kind")) continue;
            string value = property.Value.ValueKind == JsonValueKind.Array ? $"{property.Value.GetArrayLength()}" : property.Value.ToString();
            text.Append("  ").Append(property.Name).Append('=').Append(value);
        }
        return StandardError.Printable(text.ToString());
    }
}
