using Drover.Server.Tests.TestSupport;
using Drover.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Drover.Server.Tests.Pages;

/// <summary>How the pages look: they fit, and have names for those who don't see them. Their pictures are left in artifacts/screenshots; those in docs/images come from there.</summary>
public sealed class BoardLookTests(BrowserFixture browsers)
{
    private static readonly string s_pictures = Path.Combine(Artifacts.RepositoryRoot, "artifacts", "screenshots");

    // What a screen reader would have nothing to say of, and ids that are there twice.
    private const string Nameless = """
        () => {
          const named = (e) => e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.textContent.trim() || e.closest('label')?.textContent.trim() || e.labels?.[0]?.textContent.trim();
          const wrong = [...document.querySelectorAll('a[href], button, input, select, textarea, [role=tab], [role=log], dialog')].filter((e) => !named(e)).map((e) => e.outerHTML);
          wrong.push(...[...document.querySelectorAll('img:not([alt])')].map((e) => e.outerHTML));
          const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
          wrong.push(...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `twice: ${id}`));
          for (const e of document.querySelectorAll('[aria-labelledby], [aria-controls]'))
            for (const name of ['aria-labelledby', 'aria-controls'])
              if (e.hasAttribute(name) && !document.getElementById(e.getAttribute(name))) wrong.push(`${name} leads nowhere: ${e.outerHTML.slice(0, 120)}`);
          if (document.querySelectorAll('main').length !== 1 || document.querySelectorAll('h1').length !== 1) wrong.push('not one main with one h1');
          return wrong;
        }
        """;

    // Cards that lie over other cards.
    private const string Overlaps = """
        () => {
          const boxes = [...document.querySelectorAll('.card')].map((e) => e.getBoundingClientRect());
          const over = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
          return boxes.filter((a, i) => boxes.some((b, j) => j > i && over(a, b))).length;
        }
        """;

    [Theory]
    [InlineData("light", 1440, 900, ColorScheme.Light)]
    [InlineData("dark", 1440, 900, ColorScheme.Dark)]
    [InlineData("phone", 390, 844, ColorScheme.Light)]
    public async Task Pages_fit_their_window_and_everything_has_a_name(string name, int width, int height, ColorScheme colours)
    {
        await using TestServer server = await TestServer.StartAsync("DROVER_CAPACITY=2");
        string running = await FillAsync(server);
        using System.Text.Json.JsonDocument live = await server.GetAsync("/api/processes");
        string? run = live.RootElement.EnumerateArray().First(each => each.GetProperty("taskId").GetString() == running).GetProperty("runId").GetString();
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, "/", width, height, colours);
        foreach ((string page, string path, string shows) in ((string, string, string)[])
            [
                ("board", "/", ".card.running"), ("log", $"/?task={running}&find=warning", ".line mark"), ("terminal", $"/?task={running}&tab=terminal", ".xterm-rows"),
                ("runs", $"/?task={running}&tab=runs", "tbody tr"), ("events", $"/?task={running}&tab=events", ".events li"),
                ("context", $"/?task={running}&tab=context", ".prose"), ("resources", $"/?task={running}&tab=resources", ".plot canvas"), ("processes", $"/?task={running}&tab=processes", ".tree tbody tr"),
                ("processes-page", $"/processes?tree={run}", ".tree tbody tr"), ("system", "/system", ".recovery"), ("profiles", "/settings", "tbody tr"), ("limits", "/settings?at=limits", ".field"),
                ("schedules", "/settings?at=schedules", ".empty"), ("keys", "/settings?at=keys", "kbd"), ("outcomes", "/history?by=task", ".cell"),
                ("queue", "/queue", ".places li"), ("history", "/history", "tbody tr"),
            ])
        {
            await window.GoAsync(path);
            await Expect(window.Page.Locator(shows).First).ToBeVisibleAsync();
            (await window.Page.EvaluateAsync<string[]>(Nameless)).ShouldBeEmpty(page);
            (await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0, page);
            (await window.Page.EvaluateAsync<int>(Overlaps)).ShouldBe(0, page);
            (await window.CheckAccessibilityAsync()).ShouldBeEmpty(page);
            string file = Path.Combine(s_pictures, $"{page}-{name}.png");
            await window.Page.ScreenshotAsync(new PageScreenshotOptions { Path = file });
            new FileInfo(file).Length.ShouldBeGreaterThan(0);
        }
        window.Complaints.ShouldBeEmpty();
    }

    /// <summary>A board in mid-work; returns the task that runs.</summary>
    private static async Task<string> FillAsync(TestServer server)
    {
        async Task<string> AddAsync(string title, string script, string label)
        {
            string body = System.Text.Json.JsonSerializer.Serialize(new { title, context = script, labels = (string[])[label] });
            using System.Text.Json.JsonDocument task = await server.SendAsync(HttpMethod.Post, "/api/tasks", body, 201);
            return task.RootElement.GetProperty("id").GetString()!;
        }
        async Task PostAsync(string path) => (await server.SendAsync(HttpMethod.Post, path)).Dispose();
        string done = await AddAsync("Upgrade the test packages", "echo upgraded", "packages");
        await PostAsync($"/api/tasks/{done}/run");
        await server.WaitForAsync(done, "review");
        await PostAsync($"/api/tasks/{done}/approve");
        string review = await AddAsync("Fix the flaky test of the parser", "echo '214 tests passed'", "tests");
        await PostAsync($"/api/tasks/{review}/run");
        await server.WaitForAsync(review, "review");
        string failed = await AddAsync("Measure the start-up time and find what costs most", "echo 'perf is not installed' >&2; exit 3", "performance");
        await PostAsync($"/api/tasks/{failed}/run");
        await server.WaitForAsync(failed, "todo");
        await AddAsync("Write the release notes from the commits since the last tag", "true", "docs");
        string running = await AddAsync("Build the solution and run every test project",
            "i=0; while [ $i -lt 60 ]; do i=$((i+1)); printf '\\033[90m%02d/60\\033[0m  \\033[36mcompile\\033[0m src/Drover.Engine/Processes/Part%d.cs  \\033[1;32mok\\033[0m\\n' $i $i; [ $((i%9)) = 0 ] && echo \"warning: part $i holds a long method\" >&2; done; sleep 60 & while :; do i=$((i+1)); [ $((i%20000)) = 0 ] && sleep 0.6; done", "build");
        await PostAsync($"/api/tasks/{running}/run");
        string other = await AddAsync("Search the sources for notes that were never followed up", "exec sleep 60", "docs");
        await PostAsync($"/api/tasks/{other}/run");
        string queued = await AddAsync("Rename the option in code, help and tests", "true", "cli");
        await PostAsync($"/api/tasks/{queued}/queue");
        return running;
    }
}
