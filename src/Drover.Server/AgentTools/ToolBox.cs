using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Drover.Engine;
using Drover.Runs;
using Drover.Server.Clients;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Drover.Server.AgentTools;

/// <summary>Carries out calls of tools. Every answer is one JSON object, as text.</summary>
internal sealed class ToolBox(RunTools runs, ServerAddress server)
{
    private static readonly JsonWriterOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Carries out a call. What goes wrong is the answer, marked as an error, so that the agent can read it.</summary>
    /// <exception cref="McpException">There is no such tool.</exception>
    public async ValueTask<CallToolResult> CallAsync(CallToolRequestParams call, CancellationToken cancel)
    {
        try
        {
            return Answer(call.Name switch
            {
                "start_run" => runs.Start(new ToolArguments(call, "command", "script", "cwd", "name", "env", "timeoutSeconds")),
                "read_output" => await runs.ReadAsync(new ToolArguments(call, "run", "after", "tail", "maxCharacters", "waitSeconds"), cancel).ConfigureAwait(false),
                "stop_run" => await runs.StopAsync(new ToolArguments(call, "run", "graceSeconds")).ConfigureAwait(false),
                "list_runs" => runs.List(new ToolArguments(call, "all")),
                "list_tasks" => await ListTasksAsync(new ToolArguments(call, "status", "text")).ConfigureAwait(false),
                _ => throw new McpException($"There is no tool '{call.Name}'."),
            }, isError: false);
        }
        catch (Exception e) when (e is ToolException or RunException or ClientException or SystemCallException or IOException or ArgumentException)
        {
            return Answer(json => json.WriteString("error", e.Message), isError: true);
        }
    }

    private async Task<Action<Utf8JsonWriter>> ListTasksAsync(ToolArguments given)
    {
        using var client = new BoardClient(server);
        string query = $"?limit=200&status={Uri.EscapeDataString(given.Text("status") ?? "")}&q={Uri.EscapeDataString(given.Text("text") ?? "")}";
        JsonElement page = await client.GetAsync($"/api/tasks{query}").ConfigureAwait(false);
        return json =>
        {
            json.WriteStartArray("tasks");
            foreach (JsonElement task in page.GetProperty("items").EnumerateArray())
            {
                json.WriteStartObject();
                foreach (string field in (string[])["id", "title", "status", "priority", "labels", "attention", "lastRun"])
                {
                    json.WritePropertyName(field);
                    task.GetProperty(field).WriteTo(json);
                }
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteNumber("total", page.GetProperty("total").GetInt64());
        };
    }

    private static CallToolResult Answer(Action<Utf8JsonWriter> write, bool isError)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_readable))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return new CallToolResult { Content = [new TextContentBlock { Text = Encoding.UTF8.GetString(buffer.WrittenSpan) }], IsError = isError };
    }
}
