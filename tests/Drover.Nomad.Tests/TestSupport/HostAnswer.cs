using System.Text.Json;

namespace Drover.Nomad.Tests.TestSupport;

/// <summary>A line of the Go host.</summary>
public sealed record HostAnswer(int Code, string Message, byte[]? Data, bool IsEnd, double TookMs, IReadOnlyList<(string Type, byte[] Value)> Details, string Error)
{
    /// <summary>Reads it.</summary>
    public static HostAnswer Read(JsonElement line)
    {
        string Text(string name) => line.TryGetProperty(name, out JsonElement value) ? value.GetString()! : "";
        return new HostAnswer(
            line.GetProperty("code").GetInt32(),
            Text("message"),
            line.TryGetProperty("data", out JsonElement data) ? data.GetBytesFromBase64() : null,
            line.TryGetProperty("end", out JsonElement end) && end.GetBoolean(),
            line.TryGetProperty("tookMs", out JsonElement took) ? took.GetDouble() : 0,
            line.TryGetProperty("details", out JsonElement details)
                ? [.. details.EnumerateArray().Select(item => item.GetString()!.Split('=', 2)).Select(pair => (pair[0], Convert.FromBase64String(pair[1])))]
                : [],
            Text("error"));
    }
}
