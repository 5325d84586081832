using System.Text.Json;
using Drover.Nomad.Plugins;

namespace Drover.Nomad.Containers;

/// <summary>A filter of the operator's own: a file that holds the value of <c>linux.seccomp</c> of an OCI configuration.</summary>
internal static class SeccompProfile
{
    /// <summary>Checks that it can be used.</summary>
    /// <exception cref="ConfigException">It can't be read, or is no filter.</exception>
    public static void Check(string path) => Read(path).Dispose();

    /// <summary>Reads it.</summary>
    /// <exception cref="ConfigException">It can't be read, or is no filter.</exception>
    public static JsonDocument Read(string path)
    {
        if (!path.StartsWith('/')) throw new ConfigException($"seccomp is \"{path}\"; it can be \"default\", \"off\" or the absolute path of a filter.");
        try
        {
            JsonDocument filter = JsonDocument.Parse(File.ReadAllBytes(path));
            if (filter.RootElement.ValueKind == JsonValueKind.Object && filter.RootElement.TryGetProperty("defaultAction", out JsonElement action) && action.ValueKind == JsonValueKind.String) return filter;
            filter.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ConfigException($"seccomp: {path} can't be read: {e.Message}");
        }
        throw new ConfigException($"seccomp: {path} has no defaultAction. It is to hold what linux.seccomp of an OCI configuration holds; the profiles of Docker have another form.");
    }
}
