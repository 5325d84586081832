using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Drover.Server.Agents;
using Drover.Server.Runs;
using Drover.Server.Schedules;
using Drover.Server.Settings;
using Drover.Server.Tasks;
using Drover.Server.Workspaces;

namespace Drover.Server.Storage;

/// <summary>The forms of columns that hold JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(TaskSettings))]
[JsonSerializable(typeof(RunLimits))]
[JsonSerializable(typeof(RunUsage))]
[JsonSerializable(typeof(RunStopReport))]
[JsonSerializable(typeof(RunRules))]
[JsonSerializable(typeof(AgentProfile))]
[JsonSerializable(typeof(StoredSettings))]
[JsonSerializable(typeof(Schedule))]
[JsonSerializable(typeof(Workspace))]
internal sealed partial class StoredJson : JsonSerializerContext
{
    /// <summary>A list as a JSON array.</summary>
    public static string Write(ImmutableArray<string> list) => JsonSerializer.Serialize([.. list], Default.StringArray);

    /// <summary>A list from a JSON array; empty for null.</summary>
    public static ImmutableArray<string> ReadList(string? json) =>
        json is null ? [] : ImmutableArray.Create(JsonSerializer.Deserialize(json, Default.StringArray) ?? []);
}
