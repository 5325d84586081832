using System.CommandLine;
using System.Text.RegularExpressions;
using Drover.Cli.Arguments;
using Drover.Cli.Following;
using Drover.Cli.Printing;
using Drover.Runs;
using Drover.Runs.Logs;

namespace Drover.Cli.Commands;

/// <summary><c>drover logs</c>.</summary>
internal static class LogsCommand
{
    private const string Description =
        """
        Prints the output of a run, byte for byte: what it wrote to standard error goes to ours. With -f it goes on until the run has ended, through restarts.
        Where output was not kept (--max-log, a full disk) a line on standard error says how much.

        TIME is 2026-11-20T17:30:00Z, 2026-11-20, 17:30 (local time), or how long ago: 90s, 5m, 1h30m. A record has the time at which it was read from the run.
        """;

    private const string Examples =
        """
        drover logs build                       all of it
        drover logs -f --tail 100 build         the last 100 lines, then what comes
        drover logs --since 10m --timestamps web
        drover logs --stream stderr --grep 'error|warning' web
        """;

    private static readonly TimeSpan s_regexTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new("logs", "Print or follow the output of a run.", Create, Examples);

    private static Command Create()
    {
        var command = new Command("logs", Description);
        Argument<string> reference = OptionOf.Run();
        Option<bool> follow = OptionOf.Flag("--follow", "Go on with what comes, until the run has ended.", "-f");
        Option<string> tail = OptionOf.Text("--tail", "N", "Only the last N lines of what is there.", "-n");
        Option<string> since = OptionOf.Text("--since", "TIME", "Only what came at or after TIME.");
        Option<string> until = OptionOf.Text("--until", "TIME", "Only what came before or at TIME.");
        Option<bool> timestamps = OptionOf.Flag("--timestamps", "Begin each line with its time (UTC).", "-t");
        Option<string> stream = OptionOf.Text("--stream", "stdout|stderr", "Only one stream.");
        Option<string> grep = OptionOf.Text("--grep", "PATTERN", "Only lines in which the regular expression is found (.NET syntax).");
        Option<bool> json = OptionOf.Flag("--json", "Print one JSON object a line.");
        Option<bool> raw = OptionOf.Flag("--raw", "Bytes only, and nothing about gaps.");
        command.Arguments.Add(reference);
        foreach (Option option in (Option[])[follow, tail, since, until, timestamps, stream, grep, json, raw]) command.Options.Add(option);
        command.SetAction(parse =>
        {
            TimeProvider clock = TimeProvider.System;
            long? tailLines = parse.GetValue(tail) is { } n ? n == "all" ? null : NumberText.Parse(n, "--tail", 0, long.MaxValue) : null;
            long sinceNs = parse.GetValue(since) is { } s ? TimePointText.ToNanoseconds(TimePointText.Parse(s, "--since", clock)) : 0;
            long untilNs = parse.GetValue(until) is { } u ? TimePointText.ToNanoseconds(TimePointText.Parse(u, "--until", clock)) : long.MaxValue;
            LogStreams streams = parse.GetValue(stream) is { } word
                ? RunSpecReading.Choose(word, "--stream", ("stdout", LogStreams.Stdout | LogStreams.Terminal), ("stderr", LogStreams.Stderr), ("all", LogStreams.All))
                : LogStreams.All;
            Regex? pattern = parse.GetValue(grep) is { } text ? Pattern(text) : null;
            bool isRaw = parse.GetValue(raw);
            if (isRaw && (pattern is not null || parse.GetValue(timestamps) || parse.GetValue(json)))
                throw new CliException("logs: --raw prints bytes as they are: it can't go with --grep, --timestamps or --json.");

            using var store = new RunStore();
            using Run run = store.Open(parse.GetRequiredValue(reference));
            using LogReader reader = run.OpenLog();
            using var writer = new OutputWriter(StandardOutput.Descriptor, StandardError.Descriptor);
            reader.Streams = streams;
            ILogPrinter printer = pattern is null && !parse.GetValue(timestamps) && !parse.GetValue(json)
                ? new BytePrinter(writer, untilNs, withGaps: !isRaw)
                : new LinePrinter(writer, parse.GetValue(timestamps), parse.GetValue(json), pattern, untilNs);
            // A run that nobody holds has bytes that nobody will index any more.
            reader.IsFinal = !run.IsHeld;
            Seek(reader, tailLines, sinceNs);
            if (parse.GetValue(follow))
            {
                var follower = new LogFollower(run, reader, printer);
                return follower.Follow() is null && follower.Result == PrintResult.OutputClosed ? ExitStatus.OutputClosed : ExitStatus.Success;
            }
            PrintResult result = printer.PrintAvailable(reader);
            if (result == PrintResult.AtEnd) result = printer.Finish();
            return result == PrintResult.OutputClosed ? ExitStatus.OutputClosed : ExitStatus.Success;
        });
        return command;
    }

    // Both given: whichever begins later.
    private static void Seek(LogReader reader, long? tailLines, long sinceNs)
    {
        if (tailLines is null)
        {
            if (sinceNs > 0) reader.SeekToTime(sinceNs);
            return;
        }
        reader.SeekToTail(tailLines.Value);
        if (sinceNs == 0 || tailLines == 0 || !reader.TryRead(out LogRecord first)) return;
        if (first.TimeNs < sinceNs) reader.SeekToTime(sinceNs);
        else reader.SeekToTail(tailLines.Value);
    }

    private static Regex Pattern(string text)
    {
        try
        {
            return new Regex(text, RegexOptions.CultureInvariant, s_regexTimeout);
        }
        catch (ArgumentException e)
        {
            throw new CliException($"--grep: {e.Message}");
        }
    }
}
