using System.Text.Json;
using Drover.Server.Tests.TestSupport;

namespace Drover.Server.Tests.Schedules;

public sealed class ScheduleEndpointTests
{
    [Fact]
    public async Task Schedules_are_stored_shown_changed_and_removed()
    {
        await using TestServer server = await TestServer.StartAsync();
        using JsonDocument made = await server.SendAsync(HttpMethod.Put, "/api/schedules/nightly", """{"cron":"@daily","timeZone":"Europe/Berlin","task":{"title":"t","labels":["night"]}}""", 201);
        made.RootElement.GetProperty("nextAt").ValueKind.ShouldBe(JsonValueKind.String);
        using JsonDocument off = await server.SendAsync(HttpMethod.Patch, "/api/schedules/nightly", """{"enabled":false}""");
        off.RootElement.GetProperty("nextAt").ValueKind.ShouldBe(JsonValueKind.Null);
        off.RootElement.GetProperty("task").GetProperty("labels")[0].GetString().ShouldBe("night");
        using JsonDocument wrong = await server.SendAsync(
            HttpMethod.Put, "/api/schedules/x", """{"cron":"61 * * * *","timeZone":"Mars/Olympus","overlap":"maybe","task":{"titel":"t"}}""", 400);
        wrong.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString())
            .ShouldBe(["cron", "timeZone", "task.titel", "task.title"], ignoreOrder: true);
        using JsonDocument all = await server.GetAsync("/api/schedules");
        all.RootElement.GetArrayLength().ShouldBe(1);
        (await server.SendAsync(HttpMethod.Delete, "/api/schedules/nightly", null, 204)).Dispose();
        (await server.GetAsync("/api/schedules/nightly", 404)).Dispose();
    }
}
