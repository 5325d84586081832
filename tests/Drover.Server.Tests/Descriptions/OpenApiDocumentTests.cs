using System.Text.Json;
using Drover.Server.Descriptions;
using Drover.Server.Hosting;
using Drover.Testing;

namespace Drover.Server.Tests.Descriptions;

public sealed class OpenApiDocumentTests
{
    private const string Path = "docs/openapi.json";

    /// <summary>With DROVER_WRITE_OPENAPI set the file is written instead.</summary>
    [Fact]
    public void The_committed_document_is_what_the_sources_describe()
    {
        string made = OpenApiDocument.Write();
        string path = Artifacts.InRepository(Path);
        if (Environment.GetEnvironmentVariable("DROVER_WRITE_OPENAPI") is { Length: > 0 }) File.WriteAllText(path, made);
        File.ReadAllText(path).ShouldBe(made, $"{Path} is out of date: run the tests of Drover.Server with DROVER_WRITE_OPENAPI=1, and build again");
    }

    [Fact]
    public async Task Every_route_is_described_and_every_description_is_a_route()
    {
        using var directory = new TemporaryDirectory();
        var settings = new ServerSettings { State = directory["state"], Workspace = directory.Path, Port = 0 };
        Directory.CreateDirectory(settings.State);
        await using var host = new ServerHost(settings, TimeProvider.System, TextWriter.Null);
        string[] pages = ["/", "/history", "/queue", "/processes", "/system", "/settings"];
        IEnumerable<string> routes = host.Routes
            .Where(route => !route.Pattern.StartsWith("/api/v1/", StringComparison.Ordinal) && !pages.Contains(route.Pattern) && route.Method != "HEAD" && !IsBoardFile(route.Pattern))
            .Select(route => $"{route.Method} {route.Pattern}");
        routes.Order().ShouldBe(Operations.All.Select(operation => $"{operation.Method} {operation.Path}").Order());
        host.Routes.Count(route => route.Pattern.StartsWith("/api/v1/", StringComparison.Ordinal)).ShouldBe(Operations.All.Count(operation => operation.Path.StartsWith("/api/", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_reference_in_the_document_leads_somewhere()
    {
        using JsonDocument document = JsonDocument.Parse(OpenApiDocument.Write());
        JsonElement components = document.RootElement.GetProperty("components");
        string[] references = [.. References(document.RootElement).Distinct()];
        references.Length.ShouldBeGreaterThan(20);
        foreach (string reference in references)
        {
            string[] parts = reference.Split('/');
            parts[..2].ShouldBe(["#", "components"], reference);
            components.GetProperty(parts[2]).TryGetProperty(parts[3], out _).ShouldBeTrue(reference);
        }
    }

    private static bool IsBoardFile(string pattern) => pattern.StartsWith("/assets/", StringComparison.Ordinal) || (pattern.LastIndexOf('.') > 0 && pattern != "/openapi.json");

    private static IEnumerable<string> References(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array) return element.EnumerateArray().SelectMany(References);
        if (element.ValueKind != JsonValueKind.Object) return [];
        return element.EnumerateObject().SelectMany(property => property.Name == "$ref" ? [property.Value.GetString()!] : References(property.Value));
    }
}
