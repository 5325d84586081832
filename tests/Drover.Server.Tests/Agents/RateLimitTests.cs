using System.Text.Json;
using Drover.Server.Agents;
using Drover.Server.Tests.TestSupport;

namespace Drover.Server.Tests.Agents;

public sealed class RateLimitTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Please try again in 5 minutes.", 300)]
    [InlineData("wait 1h 30m", 5400)]
    [InlineData("in 2 hours and 10 minutes, 5 seconds", 7805)]
    [InlineData("try again in 20.5s", 20.5)]
    [InlineData("Retry-After: 120", 120)]
    [InlineData("limit reached|1767358800", 3600)]
    [InlineData("until 2026-01-02T13:30:00Z", 5400)]
    [InlineData("until 2026-01-02T13:30:00+01:00", 1800)]
    [InlineData("resets at 3pm", 10800)]
    [InlineData("resets 11:30am (UTC)", 84600)]
    [InlineData("available again at 14:15", 8100)]
    public void Waits_are_read_from_what_agents_say(string line, double seconds) => WaitText.TryRead(line, s_now, TimeZoneInfo.Utc).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("too many requests")]
    [InlineData("error 429")]
    [InlineData("at 25:00")]
    [InlineData("until 2020-01-01T00:00:00Z")]
    [InlineData("model gpt-5 m3 in 4 parts")]
    [InlineData("resets at 13pm")]
    public void Other_text_says_nothing_of_a_wait(string line) => WaitText.TryRead(line, s_now, TimeZoneInfo.Utc).ShouldBeNull();

    [Fact]
    public void A_wait_is_bounded_and_has_a_default()
    {
        var rules = new RateLimitRules { Patterns = ["rate limit"], ExitCodes = [75] };
        RateLimitHit? Find(int code, params string[] lines) => RateLimitReader.Find(rules, code, [.. lines.Select(line => (s_now, line))], s_now, TimeZoneInfo.Utc);
        Find(1, "all is well").ShouldBeNull();
        Find(1, "Rate limit hit")!.Until.ShouldBe(s_now.AddMinutes(30));
        Find(1, "rate limit: 10 seconds")!.Until.ShouldBe(s_now.AddMinutes(5));
        Find(1, "rate limit", "try again in 9 hours")!.Until.ShouldBe(s_now.AddHours(4));
        Find(75, "come back in 20 minutes")!.ShouldBe(new RateLimitHit("Rate limited: it exited with code 75", s_now.AddMinutes(20)));
    }

    [Fact]
    public async Task A_limited_run_pauses_the_queue_and_its_task_goes_on_after_it()
    {
        await using TestServer server = await TestServer.StartAsync();
        (await server.SendAsync(
            HttpMethod.Put, "/api/profiles/default",
            """{"command":"/bin/sh","args":["-c","eval \"$(sed 1,2d {promptFile})\""],"rateLimit":{"patterns":["usage limit"],"minWaitMs":700,"maxWaitMs":60000}}""")).Dispose();
        string task = await server.AddAsync("[ -e tried ] && exit 0; touch tried; echo 'usage limit reached, try again in 900 ms'; exit 1");
        string other = await server.AddAsync("true");
        using LogViewer board = await LogViewer.ConnectAsync(server, "/ws/board");
        (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/queue")).Dispose();
        (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{other}/queue")).Dispose();
        JsonElement paused = await board.ReadUntilAsync("rate-limit.paused");
        JsonElement queue = paused.GetProperty("queue");
        queue.GetProperty("paused").GetBoolean().ShouldBeTrue();
        queue.GetProperty("cause").GetString().ShouldBe("rate_limit");
        queue.GetProperty("reason").GetString()!.ShouldContain("usage limit reached");
        queue.GetProperty("remainingMs").GetInt64().ShouldBeLessThanOrEqualTo(900);
        DateTimeOffset until = queue.GetProperty("until").GetDateTimeOffset();
        await board.ReadUntilAsync("rate-limit.resumed");
        JsonElement done = await server.WaitForAsync(task, "review");
        // It does not count as a failure, and it was tried again by itself.
        done.GetProperty("failures").GetInt32().ShouldBe(0);
        done.GetProperty("attempts").GetInt32().ShouldBe(2);
        (await server.WaitForAsync(other, "review")).GetProperty("lastRun").GetProperty("startedAt").GetDateTimeOffset().ShouldBeGreaterThanOrEqualTo(until);
        using JsonDocument runs = await server.GetAsync($"/api/tasks/{task}/runs");
        runs.RootElement.GetProperty("items")[1].GetProperty("state").GetString().ShouldBe("rate_limited");
    }

    [Fact]
    public async Task A_person_ends_the_pause_and_later_text_or_success_is_no_limit()
    {
        await using TestServer server = await TestServer.StartAsync();
        (await server.SendAsync(
            HttpMethod.Put, "/api/profiles/default",
            """{"command":"/bin/sh","args":["-c","eval \"$(sed 1,2d {promptFile})\""],"rateLimit":{"patterns":["usage limit"],"withinMs":150,"exitCodes":[75]}}""")).Dispose();
        (string late, _) = await server.RunAsync("sleep 0.4; echo usage limit; exit 1");
        (await server.WaitForAsync(late, "todo")).GetProperty("lastRun").GetProperty("state").GetString().ShouldBe("failed");
        (string good, _) = await server.RunAsync("echo usage limit; exit 0");
        await server.WaitForAsync(good, "review");
        (string limited, _) = await server.RunAsync("exit 75");
        JsonElement shown = await server.WaitForAsync(limited, "queued");
        shown.GetProperty("attention").GetProperty("code").GetString().ShouldBe("rate_limited");
        using JsonDocument explained = await server.GetAsync("/api/queue/explain");
        explained.RootElement[0].GetProperty("code").GetString().ShouldBe("not_before");
        using JsonDocument resumed = await server.SendAsync(HttpMethod.Post, "/api/queue/resume");
        resumed.RootElement.GetProperty("paused").GetBoolean().ShouldBeFalse();
        (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{limited}/stop", null, 404)).Dispose();
    }
}
