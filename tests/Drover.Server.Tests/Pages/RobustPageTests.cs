using System.Text.Json;
using Drover.Server.Tests.TestSupport;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Drover.Server.Tests.Pages;

/// <summary>The page where it is hard: hostile texts, much of everything, no way out of the origin.</summary>
public sealed class RobustPageTests(BrowserFixture browsers)
{
    [Fact]
    public async Task Markdown_is_drawn_and_never_runs()
    {
        await using TestServer server = await TestServer.StartAsync();
        string context = "# Head\n\n**strong** and `code`\n\n- [x] done\n\n[bad](javascript:window.taken=1) [worse](<java\tscript:window.taken=2>) ![pic](https://example.org/x.png) [good](https://example.org/)\n\n"
            + "<img src=x onerror=\"window.taken=3\"><script>window.taken=4</script>\n\n```\n</code></pre><script>window.taken=5</script>\n```";
        string body = JsonSerializer.Serialize(new { title = "<b>Title</b>", context, labels = (string[])["<script>window.taken=6</script>"] });
        (await server.SendAsync(HttpMethod.Post, "/api/tasks", body, 201)).Dispose();
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, "/?task=t-1&tab=context");
        ILocator prose = window.Page.Locator(".prose");
        await Expect(prose.Locator("h3")).ToHaveTextAsync("Head");
        await Expect(prose.Locator("strong")).ToHaveTextAsync("strong");
        await Expect(prose).ToContainTextAsync("<script>window.taken=4</script>");
        (await prose.Locator("a").EvaluateAllAsync<string[]>("links => links.map((a) => a.getAttribute('href'))")).ShouldAllBe(address => address.StartsWith("https://example.org/"));
        (await prose.Locator("a").EvaluateAllAsync<string[]>("links => links.map((a) => a.rel)")).ShouldAllBe(rel => rel.Contains("noopener"));
        await Expect(window.Page.Locator("#app script, #app [onerror], #app a[href^=java], .prose img")).ToHaveCountAsync(0);
        (await window.Page.EvaluateAsync<bool>("'taken' in window")).ShouldBeFalse();
        window.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_context_is_changed_and_the_prompt_that_was_sent_is_shown()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string id, _) = await server.RunAsync("echo one");
        await server.WaitForAsync(id, "review");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, $"/?task={id}&tab=context");
        await window.Page.GetByText("Prompt of attempt 1").ClickAsync();
        await Expect(window.Page.Locator(".prompt pre")).ToContainTextAsync("echo one");
        await window.Button("Edit").ClickAsync();
        await window.Page.GetByRole(AriaRole.Textbox, new() { Name = "Context" }).FillAsync("echo *two*");
        await window.Page.GetByLabel("May take").FillAsync("5m");
        await window.Button("Save").ClickAsync();
        await Expect(window.Page.Locator(".prose em")).ToHaveTextAsync("two");
        using JsonDocument task = await server.GetAsync($"/api/tasks/{id}");
        task.RootElement.GetProperty("timeoutMs").GetInt64().ShouldBe(300_000);
    }

    [Fact]
    public async Task Nothing_is_asked_of_any_other_origin()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string id, _) = await server.RunAsync("echo hello; exec sleep 60");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server);
        var asked = new List<string>();
        window.Page.Request += (_, request) => asked.Add(request.Url);
        window.Page.WebSocket += (_, socket) => asked.Add(socket.Url.Replace("ws://", "http://", StringComparison.Ordinal));
        foreach (string path in (string[])["/", $"/?task={id}", $"/?task={id}&tab=terminal", $"/?task={id}&tab=resources", "/queue", "/processes", "/history", "/system", "/settings", "/settings?at=limits"])
            await window.GoAsync(path);
        asked.Count.ShouldBeGreaterThan(20);
        asked.ShouldAllBe(address => address.StartsWith(server.Http.BaseAddress!.ToString(), StringComparison.Ordinal) || address.StartsWith("data:", StringComparison.Ordinal));
        window.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_log_of_a_hundred_thousand_lines_is_scrolled_and_gone_to()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string id, _) = await server.RunAsync("seq 100000 | sed 's/^/line /'");
        await server.WaitForAsync(id, "review");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, $"/?task={id}");
        await Expect(window.Page.Locator(".log .foot")).ToContainTextAsync("100,002 rows", new() { Timeout = 90_000 });
        await Expect(window.Lines.Last).ToHaveTextAsync("line 100000");
        await window.Page.Keyboard.PressAsync("g");
        await window.Page.Keyboard.PressAsync("g");
        await Expect(window.Lines.First).ToHaveTextAsync("line 1");
        await window.Page.Keyboard.PressAsync(":");
        await window.Page.Keyboard.TypeAsync("54321");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Page.Locator(".line.target .text")).ToHaveTextAsync("line 54321");
        await Expect(window.Page.Locator(".line.target")).ToBeInViewportAsync();
        await Expect(window.Page).ToHaveURLAsync(new Uri(server.Http.BaseAddress!, $"/?task={id}#L54321").ToString());
        await window.Page.Mouse.MoveAsync(1000, 600);
        for (int i = 0; i < 20; i++) await window.Page.Mouse.WheelAsync(0, 4000);
        await Expect(window.Page.Locator(".line.target")).ToHaveCountAsync(0);
        (await window.Lines.CountAsync()).ShouldBeInRange(20, 150);
        window.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lane_of_a_thousand_cards_draws_those_in_sight()
    {
        await using TestServer server = await TestServer.StartAsync();
        await Parallel.ForEachAsync(Enumerable.Range(1, 1000), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) => await server.AddAsync("true", $"Task {i}."));
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server);
        ILocator cards = window.Lane("Todo").GetByRole(AriaRole.Article);
        for (int loaded = 50; loaded < 1000; loaded += 200)
        {
            await window.Button("Show more of 1000").ClickAsync();
            await Expect(window.Lane("Todo").Locator(".windowed")).ToHaveAttributeAsync("data-count", Math.Min(1000, loaded + 200).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        (await cards.CountAsync()).ShouldBeInRange(5, 60);
        await window.Page.Keyboard.PressAsync("j");
        for (int i = 0; i < 120; i++) await window.Page.Keyboard.PressAsync("j");
        await Expect(window.Page.Locator(".card.focused")).ToBeInViewportAsync();
        (await cards.CountAsync()).ShouldBeInRange(5, 60);
        // A change of one of them is drawn at once.
        double took = await window.Page.EvaluateAsync<double>(
            """
            async () => {
              const id = document.querySelector('.card').dataset.task;
              await fetch(`/api/tasks/${id}`, { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: '{"title":"Changed"}' });
              const began = performance.now();
              while (!document.querySelector(`[data-task="${id}"]`)?.textContent.includes('Changed')) await new Promise(requestAnimationFrame);
              return performance.now() - began;
            }
            """);
        took.ShouldBeLessThan(5000);
        // The dot is in no identifier, which the filter looks at too.
        await window.Page.GetByLabel("Filter tasks").FillAsync("task 777.");
        await Expect(cards).ToHaveCountAsync(1);
        window.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_filter_finds_cards_that_were_not_loaded_and_is_kept_as_a_view()
    {
        await using TestServer server = await TestServer.StartAsync();
        for (int i = 1; i <= 60; i++) await server.AddAsync("true", $"Task {i}");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, "/?q=task+60");
        await Expect(window.Lane("Todo").GetByRole(AriaRole.Article)).ToContainTextAsync("Task 60");
        await window.Button("Keep as a view").ClickAsync();
        await window.Page.GetByLabel("Name").FillAsync("The last");
        await window.Button("Keep").ClickAsync();
        await window.Button("Clear").ClickAsync();
        await Expect(window.Page).ToHaveURLAsync(server.Http.BaseAddress!.ToString());
        await window.Page.ReloadAsync();
        await window.Button("The last").ClickAsync();
        await Expect(window.Lane("Todo").GetByRole(AriaRole.Article)).ToHaveCountAsync(1);
        await Expect(window.Page.GetByLabel("Filter tasks")).ToHaveValueAsync("task 60");
    }

    [Fact]
    public async Task What_happened_to_a_run_stands_in_its_log_after_a_reload_too()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string id, _) = await server.RunAsync("trap '' TERM; echo ready; while :; do sleep 0.05; done");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, $"/?task={id}");
        await Expect(window.Lines.First).ToHaveTextAsync("ready");
        await window.Button("Stop").ClickAsync();
        await Expect(window.Page.Locator(".grace").First).ToContainTextAsync("SIGKILL in");
        await server.WaitForAsync(id, "todo");
        await window.Page.ReloadAsync();
        ILocator notes = window.Page.Locator(".line.note .text");
        await Expect(notes.Nth(0)).ToContainTextAsync("Attempt 1 started");
        await Expect(notes.Nth(1)).ToContainTextAsync("Stop asked for by a person: SIGTERM sent, 1 s to end");
        await Expect(notes.Nth(2)).ToContainTextAsync("SIGKILL sent");
    }

    [Fact]
    public async Task A_terminal_takes_what_is_typed()
    {
        await using TestServer server = await TestServer.StartAsync();
        string agent = server["asker"];
        await File.WriteAllTextAsync(agent, "#!/bin/sh\nprintf 'name? '; read name; echo \"hello $name\"\n");
        File.SetUnixFileMode(agent, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        (await server.SendAsync(HttpMethod.Post, "/api/profiles", JsonSerializer.Serialize(new { name = "asker", command = agent, stdin = "pty" }), 201)).Dispose();
        (await server.SendAsync(HttpMethod.Post, "/api/tasks", """{"title":"Ask","profile":"asker"}""", 201)).Dispose();
        (await server.SendAsync(HttpMethod.Post, "/api/tasks/t-1/run")).Dispose();
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, "/?task=t-1&tab=terminal");
        await Expect(window.Page.Locator(".xterm-rows > div").First).ToContainTextAsync("name?");
        await window.Page.Locator(".xterm").ClickAsync();
        await window.Page.Keyboard.TypeAsync("Ada");
        await window.Page.Keyboard.PressAsync("Enter");
        await server.WaitForAsync("t-1", "review");
        await Expect(window.Page.Locator(".xterm-rows")).ToContainTextAsync("hello Ada");
        window.Complaints.ShouldBeEmpty();
    }
}
