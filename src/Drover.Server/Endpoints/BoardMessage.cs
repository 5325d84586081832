using System.Text.Json.Serialization;

namespace Drover.Server.Endpoints;

/// <summary>A message on /ws/board.</summary>
internal sealed record BoardMessage
{
    public required string Type { get; init; }
    public long Rev { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TaskId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TaskAnswer? Task { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunSummary? Run { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public QueueAnswer? Queue { get; init; }
}
