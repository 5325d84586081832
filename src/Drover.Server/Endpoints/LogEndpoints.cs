using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Drover.Runs;
using Drover.Runs.Logs;
using Drover.Server.Logs;
using Drover.Server.Runs;
using Drover.Server.Secrets;
using Drover.Server.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>/api/runs/{runId}/logs: what a run has written, in pages, as text, as bytes, as a stream, and searched.</summary>
internal sealed class LogEndpoints(Board board, Supervisor supervisor, RunEndpoints runs, ViewerBook viewers, TimeProvider time, CancellationToken stopping)
{
    private const int MaxItems = 5000;
    // Records may have 64 KiB each: a page has a size too.
    private const int GreatestPage = 4 * 1024 * 1024;

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/runs/{runId}/logs", PageAsync);
        routes.MapGet("/runs/{runId}/logs/search", SearchAsync);
        routes.MapGet("/runs/{runId}/logs/raw", RawAsync);
        routes.MapGet("/runs/{runId}/logs/stream", StreamAsync);
    }

    private async Task PageAsync(HttpContext context)
    {
        BoardRun run = runs.Find(context);
        var query = new RequestQuery(context, "after", "before", "tail", "at", "stream", "limit", "format");
        long? before = query.Number("before", 1, long.MaxValue);
        long? tail = query.Number("tail", 0, MaxItems);
        int limit = (int)(query.Number("limit", 1, MaxItems) ?? 1000);
        string format = query.Text("format") ?? "json";
        var choice = new ViewChoice
        {
            After = query.Number("after", 0, long.MaxValue),
            At = Time(query),
            Tail = (int)(tail ?? 0),
            Streams = Streams(query),
        };
        if (format is not ("json" or "text" or "plain")) query.Refuse("format", "is not json, text or plain");
        int places = (choice.After is null ? 0 : 1) + (before is null ? 0 : 1) + (tail is null ? 0 : 1) + (choice.At is null ? 0 : 1);
        if (places > 1) query.Refuse("after", "before, tail and at exclude each other");
        query.ThrowIfWrong();
        if (places == 0) choice = choice with { After = 0 };
        if (before is { } end) choice = choice with { After = Math.Max(0, end - 1 - limit) };
        using Run? durable = Open(run);
        LogPage page = durable is null ? new LogPage([], 0, 0, true, false) : Read(run, durable, choice, before ?? long.MaxValue, limit);
        if (format == "json") await Answers.WriteAsync(context, page, AnswerJson.Default.LogPage).ConfigureAwait(false);
        else await WriteTextAsync(context, page, format == "plain").ConfigureAwait(false);
    }

    private static LogPage Read(BoardRun run, Run durable, ViewChoice choice, long before, int limit)
    {
        bool isOver = !run.Phase.IsLive();
        using var cursor = new LogCursor(durable, choice, isByRecord: true);
        if (isOver) cursor.SetFinal();
        var items = new List<LogItem>();
        long first = choice.After is { } after ? after + 1 : 0;
        int size = 0;
        LogChunk? next;
        bool isFull = false;
        while ((next = cursor.Read()) is not null && next.First < before)
        {
            if (items.Count == limit || size > GreatestPage)
            {
                isFull = true;
                break;
            }
            if (first == 0) first = next.First;
            items.Add(new LogItem(next.First, next.Time, next.IsGap ? "gap" : StreamNames.Of(next.Stream), next.Text.ToString(), !next.IsGap && !next.Text.Span.EndsWith("\n")));
            size += next.Text.Length;
        }
        while (isOver && next is null && cursor.ReadHeldBack() is { } rest) items.Add(new LogItem(rest.Last, rest.Time, StreamNames.Of(rest.Stream), rest.Text.ToString(), true));
        long last = next is null ? Math.Max(cursor.Last, items.Count > 0 || choice.Streams == LogStreams.All ? cursor.Last : cursor.Extent.LastSequence) : next.First - 1;
        bool hasMore = before != long.MaxValue ? first > Math.Max(1, cursor.Extent.FirstSequence) : isFull;
        return new LogPage(items, Math.Min(first, Math.Max(last, 0)), last, isOver, hasMore);
    }

    private static async Task WriteTextAsync(HttpContext context, LogPage page, bool isPlain)
    {
        var text = new StringBuilder();
        var plain = new PlainText();
        foreach (LogItem item in page.Items)
        {
            string piece = item.Stream == "gap" ? $"[output is missing here: {item.Text}]\n" : item.Text;
            if (isPlain) plain.Append(piece, text);
            else text.Append(piece);
        }
        if (isPlain) plain.Finish(text);
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers["X-First-Seq"] = page.FirstSeq.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["X-Last-Seq"] = page.LastSeq.ToString(CultureInfo.InvariantCulture);
        await context.Response.WriteAsync(text.ToString(), context.RequestAborted).ConfigureAwait(false);
    }

    private async Task SearchAsync(HttpContext context)
    {
        BoardRun run = runs.Find(context);
        var query = new RequestQuery(context, "q", "regex", "case", "stream", "limit", "after");
        string text = query.Text("q") ?? "";
        if (text.Length is 0 or > 1000) query.Refuse("q", "is missing or longer than 1000 characters");
        bool isPattern = Flag(query, "regex"), isExact = Flag(query, "case");
        int limit = (int)(query.Number("limit", 1, 1000) ?? 100);
        long after = query.Number("after", 0, long.MaxValue) ?? 0;
        LogStreams streams = Streams(query);
        query.ThrowIfWrong();
        LogSearch search;
        try
        {
            search = isPattern ? LogSearch.ForPattern(text, isExact, limit) : LogSearch.ForText(text, isExact, limit);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new ProblemException(Problem.Invalid($"'q' is no regular expression that can be used here: {e.Message}", ("q", e.Message)));
        }
        using Run? durable = Open(run);
        SearchAnswer answer = new([], 0, true);
        if (durable is not null)
        {
            using LogReader log = durable.OpenLog();
            log.Streams = streams;
            log.IsFinal = !run.Phase.IsLive();
            try
            {
                answer = await Task.Run(() => search.Run(log, log.IsFinal, after, SecretSet.Of(durable))).ConfigureAwait(false);
            }
            catch (RegexMatchTimeoutException)
            {
                throw new ProblemException(Problem.Invalid("'q' takes too long on a line of this log. Make it simpler.", ("q", "takes too long")));
            }
        }
        await Answers.WriteAsync(context, answer, AnswerJson.Default.SearchAnswer).ConfigureAwait(false);
    }

    private async Task RawAsync(HttpContext context)
    {
        BoardRun run = runs.Find(context);
        new RequestQuery(context).ThrowIfWrong();
        using Run? durable = Open(run);
        using LogReader? log = durable?.OpenLog();
        SecretSet? secrets = durable is null ? null : SecretSet.Of(durable);
        if (log is not null) log.IsFinal = !run.Phase.IsLive();
        long total = log?.GetExtent().Bytes ?? 0;
        HttpResponse response = context.Response;
        response.ContentType = "application/octet-stream";
        response.Headers.AcceptRanges = "bytes";
        response.Headers.ContentDisposition = $"attachment; filename=\"{run.Id}.log\"";
        var headers = new RequestHeaders(context.Request.Headers);
        if (headers.Range is { Unit.Value: "bytes", Ranges.Count: 1 } wanted)
        {
            (long? from, long? to) = (wanted.Ranges.First().From, wanted.Ranges.First().To);
            long start = from ?? Math.Max(0, total - (to ?? 0));
            long end = from is null ? total - 1 : Math.Min(to ?? long.MaxValue, total - 1);
            if (start >= total || end < start)
            {
                response.Headers.ContentRange = $"bytes */{total}";
                throw new ProblemException(new Problem(416, "range-not-satisfiable", "Range not satisfiable", $"The log has {total} bytes."));
            }
            response.StatusCode = 206;
            response.Headers.ContentRange = $"bytes {start}-{end}/{total}";
            response.ContentLength = end - start + 1;
            await LogBytes.CopyAsync(log!, start, end - start + 1, secrets, response.Body, context.RequestAborted).ConfigureAwait(false);
            return;
        }
        if (log is null) return;
        if (headers.AcceptEncoding.Any(encoding => encoding.Value == "gzip" && encoding.Quality != 0))
        {
            response.Headers.ContentEncoding = "gzip";
            await using var packed = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
            await LogBytes.CopyAsync(log, 0, total, secrets, packed, context.RequestAborted).ConfigureAwait(false);
            return;
        }
        response.ContentLength = total;
        await LogBytes.CopyAsync(log, 0, total, secrets, response.Body, context.RequestAborted).ConfigureAwait(false);
    }

    private async Task StreamAsync(HttpContext context)
    {
        BoardRun run = runs.Find(context);
        var query = new RequestQuery(context, "after", "tail", "streams");
        long? after = query.Number("after", 0, long.MaxValue);
        if (long.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out long seen)) after = seen;
        var choice = new ViewChoice { After = after ?? (query.Text("tail") is null ? 0 : null), Tail = (int)(query.Number("tail", 0, int.MaxValue) ?? 0), Streams = Streams(query, "streams") };
        query.ThrowIfWrong();
        if (!run.Phase.IsLive() && after >= run.LogLast)
        {
            // All of it was seen: without this answer an event source would come back for ever.
            context.Response.StatusCode = 204;
            return;
        }
        var viewer = new EventStreamViewer(context);
        using var view = new LogView(board, supervisor, viewer, viewers, choice, time, stopping);
        await view.ShowRunAsync(run.Id).ConfigureAwait(false);
    }

    private Run? Open(BoardRun run)
    {
        if (run.DurableId is not { } id) return null;
        return supervisor.Store.TryOpenId(id) ?? throw new ProblemException(new Problem(410, "log-gone", "The log was removed",
            $"The log of run {run.Id} was pruned. What is left: how it ended (GET /api/runs/{run.Id}) and, for the newest run, its last lines (GET /api/tasks/{run.TaskId})."));
    }

    private static bool Flag(RequestQuery query, string name)
    {
        string? text = query.Text(name);
        if (text is not (null or "true" or "false" or "1" or "0")) query.Refuse(name, "is not true or false");
        return text is "true" or "1";
    }

    private static LogStreams Streams(RequestQuery query, string name = "stream")
    {
        if (query.Text(name) is not { } text) return LogStreams.All;
        if (StreamNames.TryParse(text) is { } streams) return streams;
        query.Refuse(name, "is not a list of stdout, stderr, terminal");
        return LogStreams.All;
    }

    private static DateTimeOffset? Time(RequestQuery query)
    {
        if (query.Text("at") is not { } text) return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)) return at;
        query.Refuse("at", "is no time; give one like 2026-11-21T12:00:00Z");
        return null;
    }
}
