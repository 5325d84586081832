using System.Text.RegularExpressions;
using Drover.Runs;
using Drover.Runs.Logs;
using Drover.Server.Logs;
using Drover.Server.Secrets;

namespace Drover.Server.Agents;

/// <summary>Sees in the end of a run whether its agent was told to come back later.</summary>
internal static class RateLimitReader
{
    private const int GreatestText = 300;
    private const long GreatestRead = 4 * 1024 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Looks; null when it was not.</summary>
    /// <param name="store">The durable runs.</param>
    /// <param name="durableId">The run, which has failed.</param>
    /// <param name="rules">How to see it.</param>
    /// <param name="exitCode">Its exit code; null when a signal ended it.</param>
    /// <param name="began">When it began.</param>
    /// <param name="ended">When it ended.</param>
    public static RateLimitHit? Find(RunStore store, string durableId, RateLimitRules rules, int? exitCode, DateTimeOffset began, DateTimeOffset ended)
    {
        List<(DateTimeOffset At, string Text)> lines = [];
        try
        {
            using Run? run = store.TryOpenId(durableId);
            if (run is not null) lines = Lines(run, began.AddMilliseconds(rules.WithinMs));
        }
        catch (Exception e) when (e is IOException or Engine.SystemCallException or InvalidDataException)
        {
            // Without its log only the exit code is left.
        }
        try
        {
            return Find(rules, exitCode, lines, ended, TimeZoneInfo.Local);
        }
        catch (RegexMatchTimeoutException)
        {
            // Nobody is kept waiting for a pattern that takes seconds for a line.
            return null;
        }
    }

    /// <summary>The same with the lines that count. Pure.</summary>
    public static RateLimitHit? Find(RateLimitRules rules, int? exitCode, IReadOnlyList<(DateTimeOffset At, string Text)> lines, DateTimeOffset ended, TimeZoneInfo zone)
    {
        Regex[] patterns = [.. rules.Patterns.Select(pattern => new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, s_patience))];
        int said = -1;
        for (int i = 0; i < lines.Count && said < 0; i++)
            if (patterns.Any(pattern => pattern.IsMatch(lines[i].Text))) said = i;
        bool byCode = exitCode is { } code && rules.ExitCodes.Contains(code);
        if (said < 0 && !byCode) return null;
        // The time stands in the line that says so or in one after it; with an exit code alone, in any.
        (DateTimeOffset At, TimeSpan Wait)? read = null;
        for (int i = Math.Max(0, said); i < lines.Count && read is null; i++)
            if (WaitText.TryRead(lines[i].Text, lines[i].At, zone) is { } found) read = (lines[i].At, found);
        DateTimeOffset until = read is { } time ? time.At + time.Wait : ended.AddMilliseconds(rules.WaitMs);
        double wait = Math.Clamp((until - ended).TotalMilliseconds, rules.MinWaitMs, rules.MaxWaitMs);
        string text = said >= 0 ? $"Rate limited: {lines[said].Text.Trim()}" : $"Rate limited: it exited with code {exitCode}";
        return new RateLimitHit(text.Length > GreatestText ? text[..GreatestText] + "…" : text, ended.AddMilliseconds(wait));
    }

    private static List<(DateTimeOffset At, string Text)> Lines(Run run, DateTimeOffset end)
    {
        using LogReader log = run.OpenLog();
        log.IsFinal = !run.IsHeld;
        log.SeekToStart();
        var secrets = new SecretLines(SecretSet.Of(run));
        var reader = new LineReader(log);
        var lines = new List<(DateTimeOffset, string)>();
        long read = 0;
        LogLine line;
        while (read < GreatestRead && reader.TryRead(out line) && LogTime.Of(line.TimeNs) <= end)
        {
            read += line.Bytes.Length;
            if (line.Kind == LogRecordKind.Output) lines.Add((LogTime.Of(line.TimeNs), PlainText.OfLine(secrets.Text(line))));
        }
        while (read < GreatestRead && reader.TryReadPartial(out line, ended: true) && LogTime.Of(line.TimeNs) <= end)
            lines.Add((LogTime.Of(line.TimeNs), PlainText.OfLine(secrets.Text(line))));
        return lines;
    }
}
