using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Drover.Server.Endpoints;

/// <summary>An error as RFC 9457 has it, with the fields of the original contract beside it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Kind">The end of its type: "agent-busy" for /problems/agent-busy.</param>
/// <param name="Title">What it is in general.</param>
/// <param name="Detail">What happened, to what, and what to do.</param>
internal sealed record Problem(int Status, string Kind, string Title, string Detail)
{
    /// <summary>The task that runs instead; null when it does not matter.</summary>
    public IReadOnlyList<string>? RunningTaskIds { get; init; }

    /// <summary>How many slots there are.</summary>
    public int? Capacity { get; init; }

    /// <summary>The states in which it would have been possible.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }

    /// <summary>What is wrong with which field.</summary>
    public IReadOnlyList<(string Field, string Text)>? Errors { get; init; }

    /// <summary>No such thing.</summary>
    public static Problem NotFound(string what) => new(404, "not-found", "Not found", what);

    /// <summary>A request that can't be understood.</summary>
    public static Problem Invalid(string detail, params IReadOnlyList<(string, string)> errors) => new(400, "invalid-request", "The request is not valid", detail) { Errors = errors };

    /// <summary>Writes it as the answer.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        response.StatusCode = Status;
        response.ContentType = "application/problem+json";
        await using var json = new Utf8JsonWriter(response.BodyWriter, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("type", "/problems/" + Kind);
        json.WriteString("title", Title);
        json.WriteNumber("status", Status);
        json.WriteString("detail", Detail);
        json.WriteString("instance", context.Request.Path.Value);
        json.WriteString("code", Kind.Replace('-', '_'));
        json.WriteString("error", Detail);
        json.WriteString("traceId", context.TraceIdentifier);
        if (RunningTaskIds is { Count: > 0 } running)
        {
            json.WriteString("runningTaskId", running[0]);
            WriteList(json, "runningTaskIds", running);
        }
        if (Capacity is { } capacity) json.WriteNumber("capacity", capacity);
        if (Allowed is not null) WriteList(json, "allowed", Allowed);
        if (Errors is { Count: > 0 })
        {
            json.WriteStartArray("errors");
            foreach ((string field, string text) in Errors)
            {
                json.WriteStartObject();
                json.WriteString("field", field);
                json.WriteString("detail", text);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> list)
    {
        json.WriteStartArray(name);
        foreach (string item in list) json.WriteStringValue(item);
        json.WriteEndArray();
    }
}
