using System.Text.RegularExpressions;
using Drover.Runs.Logs;
using Drover.Server.Endpoints;
using Drover.Server.Secrets;

namespace Drover.Server.Logs;

/// <summary>Searches a log line by line, as it reads without escape sequences. It stops at a budget and says where, so that no request takes for ever.</summary>
internal sealed class LogSearch
{
    /// <summary>How many lines are shown around a match.</summary>
    public const int Context = 2;

    private const long GreatestScan = 64 * 1024 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly Func<string, (int Start, int Length)?> _find;
    private readonly int _limit;
    private readonly Queue<string> _before = new();
    private readonly List<(SearchMatch Match, List<string> After)> _found = [];
    private SecretLines _secrets = new(null);

    private LogSearch(Func<string, (int, int)?> find, int limit)
    {
        _find = find;
        _limit = limit;
    }

    /// <summary>A search for a text.</summary>
    public static LogSearch ForText(string text, bool isExact, int limit)
    {
        StringComparison comparison = isExact ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return new LogSearch(line => line.IndexOf(text, comparison) is >= 0 and var at ? (at, text.Length) : null, limit);
    }

    /// <summary>A search for a regular expression, in time that grows with the line only.</summary>
    /// <exception cref="ArgumentException">It is none, or needs backtracking.</exception>
    /// <exception cref="NotSupportedException">It needs backtracking.</exception>
    public static LogSearch ForPattern(string pattern, bool isExact, int limit)
    {
        var regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (isExact ? RegexOptions.None : RegexOptions.IgnoreCase), s_patience);
        return new LogSearch(line => regex.Match(line) is { Success: true } match ? (match.Index, match.Length) : null, limit);
    }

    /// <summary>Searches.</summary>
    /// <param name="log">The log.</param>
    /// <param name="isFinal">Whether nothing will be added, so that a last line without its end counts.</param>
    /// <param name="after">The record before the first one that is searched.</param>
    /// <param name="secrets">What is not to be found; null for nothing.</param>
    public SearchAnswer Run(LogReader log, bool isFinal, long after, SecretSet? secrets)
    {
        _secrets = new SecretLines(secrets);
        if (after > 0 && secrets is not null)
        {
            log.SeekToSequence(SecretPriming.Begin(log, after, secrets));
            while (log.TryRead(out LogRecord record) && record.Sequence <= after) _secrets.Prime(record.Stream, record.Bytes);
        }
        if (after > 0) log.SeekToSequence(after + 1);
        var lines = new LineReader(log);
        long scanned = 0, begun = after;
        long? scannedTo = null;
        LogLine line;
        while (lines.TryRead(out line))
        {
            // A record is searched to its end: going on after it must not miss or repeat a line. After that only the last match's context is wanted.
            if (line.Sequence > begun && (_found.Count >= _limit || scanned > GreatestScan)) scannedTo ??= begun;
            if (scannedTo is { } end && (_found.Count == 0 || _found[^1].After.Count == Context || line.Sequence > begun + Context)) return Answer(end, isComplete: false);
            scanned += line.Bytes.Length;
            if (scannedTo is null) begun = Math.Max(begun, line.Sequence);
            Look(line, isContext: scannedTo is not null);
        }
        while (isFinal && lines.TryReadPartial(out line, ended: true))
        {
            if (scannedTo is null) begun = Math.Max(begun, line.Sequence);
            Look(line, isContext: scannedTo is not null);
        }
        return Answer(scannedTo ?? begun, isComplete: scannedTo is null);
    }

    private SearchAnswer Answer(long scannedTo, bool isComplete) => new([.. _found.Select(found => found.Match with { After = found.After })], scannedTo, isComplete);

    private void Look(in LogLine line, bool isContext)
    {
        if (line.Kind != LogRecordKind.Output) return;
        string text = PlainText.OfLine(_secrets.Text(line));
        foreach ((SearchMatch _, List<string> after) in _found)
            if (after.Count < Context) after.Add(text);
        if (!isContext && _find(text) is var (start, length))
            _found.Add((new SearchMatch(line.Sequence, LogTime.Of(line.TimeNs), StreamNames.Of(line.Stream), text, start, length, [.. _before], []), []));
        if (_before.Count == Context) _before.Dequeue();
        _before.Enqueue(text);
    }
}
