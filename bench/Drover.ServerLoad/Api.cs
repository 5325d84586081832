using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Drover.ServerLoad;

/// <summary>The requests of the load.</summary>
internal sealed partial class Api(string url)
{
    // A board shows 50 cards of each of the four lanes that are filled.
    private const int Shown = 200;

    // Requests until the code of both sides is the one that stays.
    private const int Warming = 100;

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = new Uri(url) };

    /// <summary>Starts a number of runs of a command.</summary>
    /// <returns>Their ids.</returns>
    public async Task<List<string>> StartAsync(int count, string[] command)
    {
        var ids = new List<string>();
        (await _http.PutAsJsonAsync("/api/profiles/load", new { command = command[0], args = command[1..] })).EnsureSuccessStatusCode();
        for (int i = 0; i < count; i++)
        {
            using JsonDocument task = await ReadAsync(await _http.PostAsJsonAsync("/api/tasks", new { title = $"load {i}", profile = "load" }));
            using JsonDocument run = await ReadAsync(await _http.PostAsync(new Uri($"/api/tasks/{task.RootElement.GetProperty("id").GetString()}/run", UriKind.Relative), null));
            ids.Add(run.RootElement.GetProperty("runId").GetString()!);
        }
        return ids;
    }

    /// <summary>Fills the board with tasks in several lanes. The first and the last of them have had a run: they are the ones that pages show.</summary>
    public async Task FillAsync(int count)
    {
        (await _http.PutAsJsonAsync("/api/profiles/brief", new { command = "/bin/true" })).EnsureSuccessStatusCode();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, cancel) =>
        {
            using HttpResponseMessage made = await _http.PostAsJsonAsync("/api/tasks", Draft(i), cancel);
            using JsonDocument task = await ReadAsync(made);
            string id = task.RootElement.GetProperty("id").GetString()!;
            if (i < Shown || i >= count - Shown)
            {
                using HttpResponseMessage ran = await _http.PostAsJsonAsync($"/api/tasks/{id}/run", new { profile = "brief" }, cancel);
                ran.EnsureSuccessStatusCode();
                while (true)
                {
                    using JsonDocument now = await ReadAsync(await _http.GetAsync(new Uri($"/api/tasks/{id}", UriKind.Relative), cancel));
                    if (now.RootElement.GetProperty("status").GetString() == "review") break;
                    await Task.Delay(5, cancel);
                }
            }
            string lane = (i % 4) switch { 1 => "review", 2 => "done", 3 => "failed", _ => "todo" };
            using HttpResponseMessage moved = await _http.PatchAsJsonAsync($"/api/tasks/{id}", new { status = lane }, cancel);
            moved.EnsureSuccessStatusCode();
        });
    }

    /// <summary>Adds tasks one after the other.</summary>
    public async Task MeasureCreateAsync(int count)
    {
        var times = new List<double>();
        for (int i = -Warming; i < count; i++)
        {
            long began = Stopwatch.GetTimestamp();
            using HttpResponseMessage made = await _http.PostAsJsonAsync("/api/tasks", Draft(Math.Abs(i)));
            made.EnsureSuccessStatusCode();
            if (i >= 0) times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        Report.Percentiles(times);
    }

    /// <summary>Reads a resource again and again, each time after something on the board has changed. What is measured is the server and the way there, not how this program keeps what it reads.</summary>
    public async Task MeasureReadAsync(string path, int count)
    {
        var times = new List<double>();
        byte[] buffer = new byte[64 * 1024];
        for (int i = -Warming; i < count; i++)
        {
            using HttpResponseMessage changed = await _http.PatchAsJsonAsync("/api/tasks/t-5", new { priority = i & 3 });
            changed.EnsureSuccessStatusCode();
            long began = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await _http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            answer.EnsureSuccessStatusCode();
            long length = 0;
            await using (Stream body = await answer.Content.ReadAsStreamAsync())
                for (int n; (n = await body.ReadAsync(buffer)) > 0;) length += n;
            if (length != answer.Content.Headers.ContentLength) throw new InvalidOperationException($"{path} was cut off after {length} bytes.");
            if (i >= 0) times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        Report.Percentiles(times);
    }

    /// <summary>Adds up what a browser loads first, as it is sent.</summary>
    public async Task WeighPageAsync()
    {
        using var page = new HttpClient(new SocketsHttpHandler { UseProxy = false, AutomaticDecompression = DecompressionMethods.All }) { BaseAddress = _http.BaseAddress };
        string html = await page.GetStringAsync(new Uri("/", UriKind.Relative));
        string[] files = ["/", .. Reference().Matches(html).Select(match => match.Groups[1].Value).Where(file => file.StartsWith('/') && !file.EndsWith(".webmanifest", StringComparison.Ordinal)).Distinct()];
        long bytes = 0;
        foreach (string file in files)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, file);
            request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, br");
            using HttpResponseMessage answer = await _http.SendAsync(request);
            answer.EnsureSuccessStatusCode();
            bytes += (await answer.Content.ReadAsByteArrayAsync()).Length;
        }
        Report.Value("files", files.Length);
        Report.Value("bytes", bytes);
    }

    private static object Draft(int i) => new { title = $"Task {i} of the load", context = new string('c', 400), labels = new[] { $"label-{i % 7}" }, priority = i % 5 };

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(text) : throw new InvalidOperationException($"{(int)answer.StatusCode}: {text}");
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Reference();
}
