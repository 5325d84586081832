using System.Globalization;
using Drover.Server.Tests.TestSupport;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Drover.Server.Tests.Pages;

/// <summary>The board as a person uses it, in a real browser.</summary>
public sealed class BoardPageTests(BrowserFixture browsers)
{
    [Fact]
    public async Task A_task_is_created_run_watched_stopped_and_found_in_the_history()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server);
        IPage page = window.Page;
        await window.Button("Write the first task").ClickAsync();
        await page.GetByLabel("Title").FillAsync("Count for ever");
        await page.GetByLabel("Context").FillAsync("printf '\\033[32mready\\033[0m\\n'; i=0; while :; do i=$((i+1)); echo line $i; sleep 0.05; done");
        await window.Button("Create").ClickAsync();
        ILocator card = window.Lane("Todo").GetByRole(AriaRole.Article);
        await Expect(card).ToContainTextAsync("Count for ever");

        await window.Button("Run t-1").ClickAsync();
        await Expect(window.Lane("Running").GetByRole(AriaRole.Article)).ToContainTextAsync("Running");
        await Expect(page.Locator(".capacity")).ToContainTextAsync("1/1 running");
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Count for ever" }).ClickAsync();
        await Expect(window.Lines.First).ToHaveTextAsync("ready");
        await Expect(window.Lines.First.Locator("span")).ToHaveClassAsync("f-p2");
        await Expect(window.Lines.Filter(new LocatorFilterOptions { HasTextString = "line 5" }).First).ToBeVisibleAsync();

        await window.Button("Stop").ClickAsync();
        await Expect(window.Lane("Todo").GetByRole(AriaRole.Article)).ToContainTextAsync("Stopped");
        await Expect(page.Locator(".log .foot")).ToContainTextAsync("Ended");
        server.Agents().ShouldBeEmpty();

        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "History" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("Count for ever");
        await Expect(page.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("Stopped");
        window.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reload_in_mid_run_shows_every_line_once()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string id, _) = await server.RunAsync("for i in $(seq 50); do echo line $i; done; printf half; while [ ! -e go ]; do sleep 0.01; done; echo; for i in $(seq 51 100); do echo line $i; done");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, $"/?task={id}", height: 3000);
        await Expect(window.Lines).ToHaveCountAsync(51);
        await window.Page.ReloadAsync();
        await Expect(window.Lines).ToHaveCountAsync(51);
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "go"), "");
        await Expect(window.Page.Locator(".log .foot")).ToContainTextAsync("Ended");
        await ShowsEveryLineOnceAsync(window);
    }

    [Fact]
    public async Task A_broken_connection_goes_on_where_it_was()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string id, _) = await server.RunAsync("for i in $(seq 50); do echo line $i; done; printf half; while [ ! -e go ]; do sleep 0.01; done; echo; for i in $(seq 51 100); do echo line $i; done");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, height: 3000);
        var connections = new List<IWebSocketRoute>();
        var addresses = new List<string>();
        await window.Page.RouteWebSocketAsync("**/ws/runs/**", route =>
        {
            addresses.Add(route.Url);
            connections.Add(route);
            route.ConnectToServer();
        });
        await window.Page.GetByRole(AriaRole.Article).First.ClickAsync();
        await Expect(window.Lines).ToHaveCountAsync(51);
        await connections[^1].CloseAsync(new WebSocketRouteCloseOptions { Code = 4408, Reason = "too slow" });
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "go"), "");
        await Expect(window.Page.Locator(".log .foot")).ToContainTextAsync("Ended");
        await ShowsEveryLineOnceAsync(window);
        id.ShouldBe("t-1");
        addresses.Count.ShouldBe(2);
        int.Parse(addresses[1].Split("after=")[1], CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Markup_in_titles_and_output_is_only_text()
    {
        const string hostile = "<img src=x onerror=\"window.taken=1\"><script>window.taken=2</script>";
        await using TestServer server = await TestServer.StartAsync();
        string id = await server.AddAsync(
            $"cat <<'END'\n{hostile}\nEND\nprintf '\\033]8;;javascript:window.taken=3\\033\\\\press\\033]8;;\\033\\\\\\n'; printf '\\033[38;5;<script>m\\033]0;</title><script>window.taken=4</script>\\007end\\n' >&2; exit 1",
            hostile);
        using (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{id}/run"))
        {
        }
        await server.WaitForAsync(id, "todo");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, $"/?task={id}");
        IPage page = window.Page;
        await Expect(window.Lines.First).ToHaveTextAsync(hostile);
        await Expect(window.Lines.Nth(1)).ToHaveTextAsync("press");
        await Expect(page.Locator("#panel-title")).ToHaveTextAsync(hostile);
        (await page.EvaluateAsync<bool>("'taken' in window")).ShouldBeFalse();
        await Expect(page.Locator("#app script, #app [onerror], #app a[href^=javascript], #app img:not([src='/favicon.svg'])")).ToHaveCountAsync(0);
        window.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_keyboard_does_what_the_mouse_does()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.AddAsync("true", "First");
        await server.AddAsync("exec sleep 60", "Second");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server);
        IKeyboard keyboard = window.Page.Keyboard;
        await Expect(window.Page.GetByRole(AriaRole.Article)).ToHaveCountAsync(2);
        await keyboard.PressAsync("?");
        await Expect(window.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Previous card");
        await keyboard.PressAsync("Escape");
        await Expect(window.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await keyboard.PressAsync("j");
        await keyboard.PressAsync("j");
        await keyboard.PressAsync("Enter");
        await Expect(window.Page.Locator("#panel-title")).ToHaveTextAsync("Second");
        await keyboard.PressAsync("r");
        await Expect(window.Lane("Running").GetByRole(AriaRole.Article)).ToHaveCountAsync(1);
        await keyboard.PressAsync("s");
        await Expect(window.Lane("Running").GetByRole(AriaRole.Article)).ToHaveCountAsync(0);
        await keyboard.PressAsync("Escape");
        await Expect(window.Page.Locator(".panel")).ToHaveCountAsync(0);
        await keyboard.PressAsync("g");
        await keyboard.PressAsync("h");
        await Expect(window.Page).ToHaveURLAsync(new Uri(server.Http.BaseAddress!, "/history").ToString());
    }

    [Fact]
    public async Task A_refused_run_says_why_and_names_what_runs()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.RunAsync("exec sleep 60");
        await server.AddAsync("true", "Second");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server);
        await window.Button("Run t-2").ClickAsync();
        await Expect(window.Page.Locator(".toasts")).ToContainTextAsync("1 of 1 slots in use by t-1");
    }

    [Fact]
    public async Task A_search_counts_and_visits_its_matches_in_a_long_log()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string id, _) = await server.RunAsync("seq 20000 | sed 's/.*/line &/; s/^line .*000$/& needle/'");
        await server.WaitForAsync(id, "review");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, $"/?task={id}&find=needle");
        await Expect(window.Page.Locator(".hits")).ToHaveTextAsync("20");
        // Only what is in sight is in the page.
        (await window.Lines.CountAsync()).ShouldBeLessThan(150);
        await window.Button("Previous match").ClickAsync();
        await window.Button("Next match").ClickAsync();
        await Expect(window.Page.Locator(".line.current mark")).ToHaveTextAsync("needle");
        await window.GoAsync($"/?task={id}#L12345");
        await Expect(window.Page.Locator(".line.target .text")).ToHaveTextAsync("line 12345");
        await Expect(window.Page.Locator(".line.target")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task A_server_that_was_killed_and_started_again_loses_nothing_in_the_page()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string id, _) = await server.RunAsync("for i in $(seq 50); do echo line $i; done; printf half; while [ ! -e go ]; do sleep 0.01; done; echo; for i in $(seq 51 100); do echo line $i; done");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, $"/?task={id}", height: 3000);
        await Expect(window.Lines).ToHaveCountAsync(51);
        server.Set($"DROVER_PORT={server.Http.BaseAddress!.Port}");
        await server.KillAsync();
        await Expect(window.Page.Locator(".link.broken")).ToBeVisibleAsync();
        await Expect(window.Lines).ToHaveCountAsync(51);
        await server.StartAgainAsync();
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "go"), "");
        await Expect(window.Page.Locator(".link.live")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Expect(window.Page.Locator(".log .foot")).ToContainTextAsync("Ended", new() { Timeout = 20_000 });
        await ShowsEveryLineOnceAsync(window);
        await Expect(window.Lane("Review").GetByRole(AriaRole.Article)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task The_terminal_shows_what_a_program_that_moves_the_cursor_draws()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string id, _) = await server.RunAsync("printf 'wrong first\\nsecond\\n\\033[2A\\033[2Kright \\033[31mred\\033[0m\\n\\n'");
        await server.WaitForAsync(id, "review");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, $"/?task={id}&tab=terminal");
        ILocator rows = window.Page.Locator(".xterm-rows > div");
        await Expect(rows.First).ToHaveTextAsync("right red");
        await Expect(rows.Nth(1)).ToHaveTextAsync("second");
        // Its style sheets are let in: the colour is there, and the browser has nothing to complain of.
        (await rows.First.GetByText("red", new() { Exact = true }).EvaluateAsync<bool>("e => getComputedStyle(e).color !== getComputedStyle(e.parentElement).color")).ShouldBeTrue();
        window.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_task_waits_in_the_queue_until_it_is_taken_out_or_its_turn_comes()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string first, _) = await server.RunAsync("exec sleep 60");
        await server.AddAsync("true", "Second");
        await server.AddAsync("true", "Third");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server);
        IPage page = window.Page;
        foreach (string title in (string[])["Second", "Third"])
        {
            await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = title }).ClickAsync();
            await page.Keyboard.PressAsync("q");
            await Expect(window.Lane("Queued")).ToContainTextAsync(title);
        }
        await window.GoAsync("/queue");
        ILocator places = page.Locator("ol.places li");
        await Expect(places).ToHaveCountAsync(2);
        await Expect(places.First).ToContainTextAsync(first);
        await window.Button("Move t-3 up").ClickAsync();
        await Expect(places.First).ToContainTextAsync("Third");
        await window.Button("Take t-3 out of the queue").ClickAsync();
        await Expect(places).ToHaveCountAsync(1);
        await window.Button("Pause").First.ClickAsync();
        await page.GetByLabel("Reason (optional)").FillAsync("tea");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Pause" }).ClickAsync();
        await Expect(page.Locator(".banner")).ToContainTextAsync("paused: tea");
        await window.Button("Stop t-1").ClickAsync();
        await server.WaitForAsync(first, "todo");
        await Expect(places.First).ToContainTextAsync("Second");
        await window.Button("Resume…").First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Starts at once: t-2");
        await window.Button("Resume").ClickAsync();
        await server.WaitForAsync("t-2", "review");
        await Expect(places).ToHaveCountAsync(0);
    }

    private static async Task ShowsEveryLineOnceAsync(BoardWindow window)
    {
        await Expect(window.Lines).ToHaveCountAsync(101);
        string[] expected = [.. Enumerable.Range(1, 50).Select(i => $"line {i}"), "half", .. Enumerable.Range(51, 50).Select(i => $"line {i}")];
        (await window.Lines.AllTextContentsAsync()).ShouldBe(expected);
        (await window.Page.Locator(".line a.number").AllTextContentsAsync()).ShouldBe(Enumerable.Range(1, 101).Select(i => i.ToString(CultureInfo.InvariantCulture)));
    }
}
