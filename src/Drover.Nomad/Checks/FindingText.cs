using System.Text.Json;

namespace Drover.Nomad.Checks;

/// <summary>Findings as people and scripts read them; the same as those of <c>drover doctor</c>.</summary>
internal static class FindingText
{
    /// <summary>A line each, and one for what to do.</summary>
    public static string Lines(IEnumerable<Finding> findings) => string.Concat(findings.Select(static finding =>
        $"{Word(finding.Level),-6}{finding.Check}: {finding.Message}\n" + (finding.Advice is { } advice ? $"      → {advice}\n" : "")));

    /// <summary>An array of objects.</summary>
    public static string Json(IEnumerable<Finding> findings)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (Finding finding in findings)
            {
                json.WriteStartObject();
                json.WriteString("check", finding.Check);
                json.WriteString("level", Word(finding.Level));
                json.WriteString("message", finding.Message);
                if (finding.Advice is { } advice) json.WriteString("advice", advice);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return System.Text.Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static string Word(FindingLevel level) => level switch
    {
        FindingLevel.Ok => "ok",
        FindingLevel.Warning => "warn",
        _ => "fail",
    };
}
