using System.Text.Json;
using Drover.Runs;
using Drover.Runs.Formats;

namespace Drover.Cli.Commands;

/// <summary>Statuses of runs as a JSON array, each as in status.json.</summary>
internal static class RunStatusesJson
{
    /// <summary>Writes it.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<RunStatus> statuses)
    {
        json.WriteStartArray();
        foreach (RunStatus status in statuses) RunStatusFormat.Write(json, status);
        json.WriteEndArray();
    }
}
