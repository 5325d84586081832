using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Drover.Server.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Server.Tests.Logs;

public sealed class LogEndpointTests
{
    [Fact]
    public async Task Pages_put_together_are_the_whole_log_in_both_directions()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, string run) = await server.RunAsync("i=0; while [ $i -lt 40 ]; do i=$((i+1)); echo line $i; [ $((i % 5)) = 0 ] && echo err $i >&2; sleep 0.002; done; true");
        await server.WaitForAsync(task, "review");
        string whole = await server.Http.GetStringAsync($"/api/runs/{run}/logs?format=text&limit=5000");
        whole.Split('\n').Length.ShouldBe(49);

        var forward = new StringBuilder();
        long after = 0;
        while (true)
        {
            using JsonDocument page = await server.GetAsync($"/api/runs/{run}/logs?after={after}&limit=3");
            JsonElement[] items = [.. page.RootElement.GetProperty("items").EnumerateArray()];
            items.Length.ShouldBeLessThanOrEqualTo(3);
            foreach (JsonElement item in items) forward.Append(item.GetProperty("text").GetString());
            after = page.RootElement.GetProperty("lastSeq").GetInt64();
            if (!page.RootElement.GetProperty("hasMore").GetBoolean()) break;
        }
        forward.ToString().ShouldBe(whole);

        string backward = "";
        long before = after + 1;
        while (true)
        {
            using JsonDocument page = await server.GetAsync($"/api/runs/{run}/logs?before={before}&limit=4");
            backward = string.Concat(page.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("text").GetString())) + backward;
            before = page.RootElement.GetProperty("firstSeq").GetInt64();
            if (!page.RootElement.GetProperty("hasMore").GetBoolean()) break;
        }
        backward.ShouldBe(whole);
        (await server.Http.GetStringAsync($"/api/runs/{run}/logs?format=text&tail=2")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        (await server.Http.GetStringAsync($"/api/runs/{run}/logs?format=text&stream=stderr")).ShouldBe("err 5\nerr 10\nerr 15\nerr 20\nerr 25\nerr 30\nerr 35\nerr 40\n");
    }

    [Fact]
    public async Task Raw_bytes_are_those_that_were_written_and_any_range_of_them()
    {
        const int size = 1_000_000;
        await using TestServer server = await TestServer.StartAsync();
        (string task, string run) = await server.RunAsync($"exec {TestPrograms.Path} write --bytes {size} --chunk 7001 --seed 5");
        await server.WaitForAsync(task, "review");
        byte[] expected = new byte[size];
        new TestPattern("random", 5).Fill(expected);
        byte[] whole = await server.Http.GetByteArrayAsync($"/api/runs/{run}/logs/raw");
        whole.AsSpan().SequenceEqual(expected).ShouldBeTrue();
        foreach ((long from, long to) in ((long, long)[])[(0, 0), (1, 70_000), (499_999, 500_001), (size - 5, size - 1)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/runs/{run}/logs/raw") { Headers = { Range = new RangeHeaderValue(from, to) } };
            using HttpResponseMessage response = await server.Http.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
            response.Content.Headers.ContentRange!.Length.ShouldBe(size);
            (await response.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(expected.AsSpan((int)from, (int)(to - from + 1))).ShouldBeTrue($"{from}-{to}");
        }
        using var beyond = new HttpRequestMessage(HttpMethod.Get, $"/api/runs/{run}/logs/raw") { Headers = { Range = new RangeHeaderValue(size, null) } };
        using HttpResponseMessage refused = await server.Http.SendAsync(beyond);
        ((int)refused.StatusCode).ShouldBe(416);
        using var packing = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.GZip }) { BaseAddress = server.Http.BaseAddress };
        (await packing.GetByteArrayAsync($"/api/runs/{run}/logs/raw")).AsSpan().SequenceEqual(expected).ShouldBeTrue();
    }

    [Fact]
    public async Task Search_finds_lines_as_they_read_and_goes_on_where_it_stopped()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, string run) = await server.RunAsync("""i=0; while [ $i -lt 30 ]; do i=$((i+1)); printf '\033[1mNe\033[31medle\033[0m %d\n' $i; sleep 0.002; done; echo other; printf 'needle at the end'""");
        await server.WaitForAsync(task, "review");
        var found = new List<string>();
        long after = 0;
        while (true)
        {
            using JsonDocument page = await server.GetAsync($"/api/runs/{run}/logs/search?q=needle&limit=7&after={after}");
            foreach (JsonElement match in page.RootElement.GetProperty("matches").EnumerateArray()) found.Add(match.GetProperty("text").GetString()!);
            after = page.RootElement.GetProperty("scannedTo").GetInt64();
            if (page.RootElement.GetProperty("complete").GetBoolean()) break;
        }
        found.ShouldBe([.. Enumerable.Range(1, 30).Select(i => $"Needle {i}"), "needle at the end"]);
        using JsonDocument exact = await server.GetAsync($"/api/runs/{run}/logs/search?q=%5EN.%2B%20(7|8)%24&regex=true&case=true");
        JsonElement[] matches = [.. exact.RootElement.GetProperty("matches").EnumerateArray()];
        matches.Select(match => match.GetProperty("text").GetString()).ShouldBe(["Needle 7", "Needle 8"]);
        matches[0].GetProperty("before").EnumerateArray().Select(line => line.GetString()).ShouldBe(["Needle 5", "Needle 6"]);
        matches[0].GetProperty("after").EnumerateArray().Select(line => line.GetString()).ShouldBe(["Needle 8", "Needle 9"]);
        using JsonDocument wrong = await server.GetAsync($"/api/runs/{run}/logs/search?q=(&regex=true", 400);
    }

    [Fact]
    public async Task Event_stream_goes_on_after_the_last_event_and_says_when_all_was_seen()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, string run) = await server.RunAsync("echo one; sleep 0.05; echo two >&2; sleep 0.05; echo three");
        await server.WaitForAsync(task, "review");
        string all = await server.Http.GetStringAsync($"/api/runs/{run}/logs/stream");
        all.ShouldContain("one\\ntwo\\nthree\\n");
        all.ShouldContain("\"type\":\"exit\"");
        using var resume = new HttpRequestMessage(HttpMethod.Get, $"/api/runs/{run}/logs/stream");
        resume.Headers.Add("Last-Event-ID", "1");
        using HttpResponseMessage rest = await server.Http.SendAsync(resume);
        string text = await rest.Content.ReadAsStringAsync();
        text.ShouldContain("\"data\":\"two\\nthree\\n\"");
        string last = text.Split('\n').Last(line => line.StartsWith("id: ", StringComparison.Ordinal))[4..];
        using var over = new HttpRequestMessage(HttpMethod.Get, $"/api/runs/{run}/logs/stream");
        over.Headers.Add("Last-Event-ID", last);
        using HttpResponseMessage nothing = await server.Http.SendAsync(over);
        nothing.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Wrong_requests_are_refused_by_name()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, string run) = await server.RunAsync("true");
        await server.WaitForAsync(task, "review");
        foreach (string query in (string[])["after=x", "nope=1", "limit=5001", "format=xml", "after=1&before=2", "stream=stdwhat", "at=yesterday"])
        {
            using JsonDocument problem = await server.GetAsync($"/api/runs/{run}/logs?{query}", 400);
            problem.RootElement.GetProperty("errors").GetArrayLength().ShouldBeGreaterThan(0, query);
        }
        using JsonDocument missing = await server.GetAsync("/api/runs/r_nothing/logs", 404);
        missing.RootElement.GetProperty("code").GetString().ShouldBe("run_not_found");
    }
}
