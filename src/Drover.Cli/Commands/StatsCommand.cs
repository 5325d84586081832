using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Drover.Cli.Arguments;
using Drover.Cli.Printing;
using Drover.Engine.EventLoops;
using Drover.Runs;
using Drover.Runs.Control;

namespace Drover.Cli.Commands;

/// <summary><c>drover stats</c>.</summary>
internal static class StatsCommand
{
    private const string Description =
        """
        Shows what live runs use, each with its whole process tree: processes, threads, CPU, memory (proportional: shared pages are divided among those who
        share them), bytes read from and written to disks. CPU% is that since the last look with --watch, else the average since the start. 100% is one processor.
        """;

    private const string Examples =
        """
        drover stats
        drover stats --watch build
        drover stats --json
        """;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new("stats", "Show what live runs use.", Create, Examples);

    private static Command Create()
    {
        var command = new Command("stats", Description);
        Argument<string[]> runs = OptionOf.Runs(optional: true);
        Option<bool> watch = OptionOf.Flag("--watch", "Look again each second, until Ctrl-C or until the runs have ended.", "-w");
        Option<bool> json = OptionOf.Json();
        command.Arguments.Add(runs);
        command.Options.Add(watch);
        command.Options.Add(json);
        command.SetAction(parse =>
        {
            string[] references = parse.GetValue(runs) ?? [];
            using var store = new RunStore();
            using var pause = new EventLoop();
            Dictionary<string, (TimeSpan Cpu, DateTimeOffset At)> before = [];
            while (true)
            {
                using var chosen = RunChoice.Open(store, "stats", references, all: references.Length == 0, []);
                List<Sample> samples = Collect(chosen, before);
                if (parse.GetValue(json)) JsonOutput.Write(writer => Write(writer, samples), indented: parse.GetValue(watch) ? false : null);
                else Print(samples, parse.GetValue(watch));
                if (!parse.GetValue(watch) || (samples.Count == 0 && references.Length > 0)) return ExitStatus.Success;
                pause.RunOnce(s_interval);
            }
        });
        return command;
    }

    private static List<Sample> Collect(RunChoice chosen, Dictionary<string, (TimeSpan Cpu, DateTimeOffset At)> before)
    {
        List<Sample> samples = [];
        foreach (Run run in chosen.Runs)
        {
            using ControlClient? shim = run.Connect();
            if (shim?.Request("stats") is not { } answer) continue;
            RunStatus status = run.ReadStatus();
            JsonElement stats = JsonDocument.Parse(answer).RootElement;
            var cpu = TimeSpan.FromMilliseconds(stats.GetProperty("cpuMs").GetInt64());
            DateTimeOffset at = stats.GetProperty("at").GetDateTimeOffset();
            (TimeSpan cpuThen, DateTimeOffset then) = before.TryGetValue(run.Id, out (TimeSpan, DateTimeOffset) last) ? last : (TimeSpan.Zero, status.StartedAt ?? at);
            before[run.Id] = (cpu, at);
            double percent = at > then ? Math.Max(0, 100 * ((cpu - cpuThen) / (at - then))) : 0;
            samples.Add(new Sample(status, stats, cpu, percent));
        }
        return samples;
    }

    private static void Print(List<Sample> samples, bool watch)
    {
        var table = new TextTable("NAME", "ID", "PROCESSES", "THREADS", "CPU", "CPU%", "MEMORY", "READ", "WRITTEN") { RightAligned = { 2, 3, 4, 5, 6, 7, 8 } };
        foreach (Sample sample in samples)
        {
            table.Add(
                sample.Status.Name ?? "-",
                sample.Status.Id,
                Field(sample, "processes"),
                Field(sample, "threads"),
                AgeText.Precise(sample.Cpu),
                sample.CpuPercent.ToString("0.0", CultureInfo.InvariantCulture),
                Size(sample, "pss"),
                Size(sample, "readBytes"),
                Size(sample, "writeBytes"));
        }
        // On a terminal each look replaces the one before.
        if (watch && StandardOutput.IsTerminal) StandardOutput.Write("\e[H\e[J");
        table.Print();
    }

    private static void Write(Utf8JsonWriter json, List<Sample> samples)
    {
        json.WriteStartArray();
        foreach (Sample sample in samples)
        {
            json.WriteStartObject();
            json.WriteString("id", sample.Status.Id);
            if (sample.Status.Name is { } name) json.WriteString("name", name);
            json.WriteNumber("cpuPercent", Math.Round(sample.CpuPercent, 2));
            foreach (JsonProperty property in sample.Stats.EnumerateObject()) property.WriteTo(json);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string Field(Sample sample, string name) => sample.Stats.GetProperty(name).GetInt64().ToString(CultureInfo.InvariantCulture);

    private static string Size(Sample sample, string name) => SizeText.Format(sample.Stats.GetProperty(name).GetInt64());

    private readonly record struct Sample(RunStatus Status, JsonElement Stats, TimeSpan Cpu, double CpuPercent);
}
