using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Drover.Server.Logs;
using Drover.Server.Tasks;
using Microsoft.AspNetCore.Http;

namespace Drover.Server.Endpoints;

/// <summary>What endpoints have in common: ids in the path, JSON out, ETags.</summary>
internal static class Answers
{
    // The forms are ours: nothing that they write needs a second look.
    private static readonly JsonWriterOptions s_writer = new() { SkipValidation = true };

    /// <summary>Writes an answer as JSON.</summary>
    public static async Task WriteAsync<T>(HttpContext context, T answer, JsonTypeInfo<T> form, int status = 200)
    {
        // Arrays as large as a board's answer are collected only with everything else: from the pool they are not collected at all.
        using var bytes = new PooledBuffer<byte>();
        using (var json = new Utf8JsonWriter(bytes, s_writer)) JsonSerializer.Serialize(json, answer, form);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = bytes.Written.Length;
        await context.Response.Body.WriteAsync(bytes.Written, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The task that the path names.</summary>
    /// <exception cref="ProblemException">It is not the form of an id: there is no such task.</exception>
    public static long TaskSeq(HttpContext context) =>
        TaskIds.TryParse((string?)context.Request.RouteValues["id"]) ?? throw new ProblemException(NoTask((string?)context.Request.RouteValues["id"]));

    /// <summary>There is no such task.</summary>
    public static Problem NoTask(string? id) => new(404, "task-not-found", "Task not found", $"There is no task {id}.");

    /// <summary>The ETag of a task.</summary>
    public static string ETag(long rev) => $"\"{rev}\"";

    /// <summary>Whether a revision is the one that If-Match names; true without that header.</summary>
    public static Func<long, bool> IfMatch(HttpContext context)
    {
        string wanted = context.Request.Headers.IfMatch.ToString();
        return rev => wanted.Length == 0 || wanted == "*" || wanted.Split(',', StringSplitOptions.TrimEntries).Contains(ETag(rev));
    }

    /// <summary>Ends the request unless the board did what was asked.</summary>
    /// <exception cref="ProblemException">It says why not.</exception>
    public static void ThrowIfRefused(HttpContext context, Outcome outcome)
    {
        if (outcome.Task is null) throw new ProblemException(NoTask((string?)context.Request.RouteValues["id"]));
        if (outcome.IsStale)
        {
            throw new ProblemException(new Problem(412, "changed-meanwhile", "The task was changed meanwhile",
                $"{outcome.Task.Id} is at revision {outcome.Task.Rev} now. Read it again and repeat the change."));
        }
        if (outcome.Hindrance is { Code: "draining" } draining) throw new ProblemException(new Problem(503, "draining", "The server starts nothing now", draining.Text + "."));
        if (outcome is { Hindrance: not null, Slots: { } use })
        {
            throw new ProblemException(new Problem(409, "agent-busy", use.Capacity == 1 ? "An agent is already running" : "All slots are in use", use.Text)
            {
                RunningTaskIds = use.TaskIds,
                Capacity = use.Capacity,
            });
        }
        if (outcome.Refusal is not { } refusal) return;
        throw new ProblemException(new Problem(409, "invalid-state", "Not possible in this state", refusal.Text + ".")
        {
            Allowed = [.. refusal.Allowed.Select(LaneNames.Of)],
            RunningTaskIds = outcome.Run is { Phase: <= Runs.RunPhase.Stopping } ? [outcome.Task.Id] : null,
        });
    }
}
