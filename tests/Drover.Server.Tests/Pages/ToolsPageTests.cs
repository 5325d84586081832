using System.Text.Json;
using Drover.Server.Tests.TestSupport;
using Drover.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Drover.Server.Tests.Pages;

/// <summary>Resources, processes, settings, selection and commands, as a person uses them in a real browser.</summary>
public sealed class ToolsPageTests(BrowserFixture browsers)
{
    private const string Busy = "sleep 300 & while [ ! -e go ]; do :; done; kill $!; exit 0";

    [Fact]
    public async Task What_a_run_uses_is_drawn_while_it_lives_and_after_it()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, _) = await server.RunAsync(Busy);
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, $"/?task={task}&tab=resources");
        ILocator processes = window.Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Processes" });
        await Expect(processes.Locator(".value")).ToContainTextAsync("2");
        await Expect(window.Page.Locator(".plot canvas")).ToHaveCountAsync(4);
        ILocator processor = window.Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Processor" }).Locator(".value");
        await Expect(processor).ToContainTextAsync("%", new() { Timeout = 20_000 });
        // Something is on the canvas that is not its ground.
        (await window.Page.EvaluateAsync<bool>(
            """
            () => {
              const canvas = document.querySelector('[aria-label=Memory] canvas');
              const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
              return pixels.some((value, i) => i % 4 === 3 && value > 0);
            }
            """)).ShouldBeTrue();
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "go"), "");
        await server.WaitForAsync(task, "review");
        await window.GoAsync($"/?task={task}&tab=resources");
        await Expect(window.Page.Locator(".plot canvas")).ToHaveCountAsync(4);
        window.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Processes_are_shown_as_a_tree_and_get_signals()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, string run) = await server.RunAsync("trap 'echo got it; exit 3' USR1; sleep 300 & while :; do sleep 0.05; done");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, "/processes");
        await Expect(window.Page.GetByRole(AriaRole.Table, new PageGetByRoleOptions { Name = "Live runs" })).ToContainTextAsync(task);
        await window.Button($"Processes of {task}").ClickAsync();
        await Expect(window.Page).ToHaveURLAsync(new Uri(server.Http.BaseAddress!, $"/processes?tree={run}").ToString());
        ILocator tree = window.Page.GetByRole(AriaRole.Table, new PageGetByRoleOptions { Name = "Processes" });
        await Expect(tree).ToContainTextAsync("sleep 300");
        await window.Page.GetByLabel("Signal", new PageGetByLabelOptions { Exact = true }).SelectOptionAsync("SIGUSR1");
        await window.Button("Send").ClickAsync();
        await Expect(window.Page.Locator(".toasts")).ToContainTextAsync("SIGUSR1 sent");
        JsonElement shown = await server.WaitForAsync(task, "todo");
        shown.GetProperty("lastRun").GetProperty("exitCode").GetInt32().ShouldBe(3);
        await Expect(window.Page.Locator(".processes-page")).ToContainTextAsync("No agent is running");
        window.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_process_of_a_tree_gets_a_signal_alone()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, string run) = await server.RunAsync("sleep 301 & wait $!; echo went on; exec sleep 302");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, $"/?task={task}&tab=processes");
        ILocator row = window.Page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasTextString = "sleep 301" });
        string pid = (await row.Locator("td").First.TextContentAsync())!;
        await window.Button($"Send SIGTERM to process {pid}").ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Table, new PageGetByRoleOptions { Name = "Processes" })).ToContainTextAsync("sleep 302");
        await Expect(row).ToHaveCountAsync(0);
        // A process of somebody else is not one of the run's.
        using JsonDocument refused = await server.SendAsync(HttpMethod.Post, $"/api/runs/{run}/signal", JsonSerializer.Serialize(new { signal = "SIGTERM", scope = "process", pid = server.Pid }), 409);
        refused.RootElement.GetProperty("code").GetString().ShouldBe("not_running");
        server.HasEnded.ShouldBeFalse();
        (await server.SendAsync(HttpMethod.Post, $"/api/runs/{run}/signal", """{"signal":"SIGTERM","scope":"process"}""", 400)).Dispose();
        (await server.SendAsync(HttpMethod.Post, $"/api/runs/{run}/signal", """{"signal":"SIGTERM","pid":1}""", 400)).Dispose();
    }

    [Fact]
    public async Task Live_runs_say_what_they_wrote_last()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.RunAsync("printf '\\033[31mred\\033[0m end\\n\\n'; exec sleep 300");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server);
        await Expect(window.Page.Locator(".card .last-line")).ToContainTextAsync("red end");
        await Expect(window.Page.Locator(".card .uses")).ToContainTextAsync("MB", new() { Timeout = 20_000 });
    }

    [Fact]
    public async Task The_history_is_seen_by_task_and_two_runs_are_compared()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, _) = await server.RunAsync("exit 3");
        await server.WaitForAsync(task, "todo");
        (await server.SendAsync(HttpMethod.Patch, $"/api/tasks/{task}", """{"context":"true"}""")).Dispose();
        (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/run")).Dispose();
        await server.WaitForAsync(task, "review");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, "/history?by=task");
        ILocator cells = window.Page.Locator(".strip .cell");
        await Expect(cells).ToHaveCountAsync(2);
        await Expect(cells.First).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("Attempt 1: Failed"));
        await Expect(cells.Last).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("Attempt 2: Succeeded"));
        await window.Button("Runs").ClickAsync();
        foreach (int attempt in (int[])[1, 2]) await window.Page.GetByLabel($"Compare run {attempt} of {task}").CheckAsync();
        await window.Button("Compare").ClickAsync();
        ILocator table = window.Page.GetByRole(AriaRole.Table, new PageGetByRoleOptions { Name = "Two runs" });
        await Expect(table.GetByRole(AriaRole.Row, new LocatorGetByRoleOptions { Name = "Exit 3 0" })).ToBeVisibleAsync();
        window.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task SIGKILL_to_a_tree_is_asked_for_twice()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, _) = await server.RunAsync("setsid sleep 300 & exec sleep 300");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, $"/?task={task}&tab=processes");
        await window.Page.GetByLabel("Signal", new PageGetByLabelOptions { Exact = true }).SelectOptionAsync("SIGKILL");
        await window.Page.GetByLabel("Who gets it").SelectOptionAsync("tree");
        await window.Button("Send").ClickAsync();
        await window.Button("Send SIGKILL").ClickAsync();
        await server.WaitForAsync(task, "todo");
        server.Agents().ShouldBeEmpty();
    }

    [Fact]
    public async Task System_says_how_the_server_is_and_what_was_recovered()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, string run) = await server.RunAsync("exec sleep 300");
        await server.KillAsync();
        await server.StartAgainAsync();
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, "/system");
        await Expect(window.Page.Locator(".recovery")).ToContainTextAsync("Went on");
        await Expect(window.Page.Locator(".system-page")).ToContainTextAsync("It can do its work");
        await Expect(window.Page.Locator(".system-page")).ToContainTextAsync(server.State);
        await window.Button(run).ClickAsync();
        await Expect(window.Page.Locator(".panel .id").First).ToHaveTextAsync(task);
        window.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_tasks_are_selected_by_key_and_mouse_and_queued_together()
    {
        await using TestServer server = await TestServer.StartAsync();
        (await server.SendAsync(HttpMethod.Post, "/api/queue/pause")).Dispose();
        for (int i = 1; i <= 4; i++) await server.AddAsync("true", $"Task {i}");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server);
        IKeyboard keyboard = window.Page.Keyboard;
        await Expect(window.Page.GetByRole(AriaRole.Article)).ToHaveCountAsync(4);
        await keyboard.PressAsync("j");
        await keyboard.PressAsync("x");
        await keyboard.PressAsync("Shift+J");
        ILocator bar = window.Page.GetByRole(AriaRole.Toolbar, new PageGetByRoleOptions { Name = "Selected tasks" });
        await Expect(bar).ToContainTextAsync("2 selected");
        await window.Page.GetByLabel("Select t-4").CheckAsync();
        await Expect(bar).ToContainTextAsync("3 selected");
        await bar.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Queue" }).ClickAsync();
        await Expect(window.Lane("Queued").GetByRole(AriaRole.Article)).ToHaveCountAsync(3);
        await Expect(bar).ToHaveCountAsync(0);
        await Expect(window.Lane("Todo").GetByRole(AriaRole.Article)).ToContainTextAsync("Task 3");
        window.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_command_is_found_by_its_name_and_a_task_by_its_title()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.AddAsync("exec sleep 300", "Count the sheep");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server);
        await Expect(window.Page.GetByRole(AriaRole.Article)).ToHaveCountAsync(1);
        IKeyboard keyboard = window.Page.Keyboard;
        await OpenPaletteAsync(window);
        await keyboard.TypeAsync("sheep");
        await keyboard.PressAsync("Enter");
        await Expect(window.Page.Locator("#panel-title")).ToHaveTextAsync("Count the sheep");
        await OpenPaletteAsync(window);
        await keyboard.TypeAsync("run t-1");
        await keyboard.PressAsync("Enter");
        await server.WaitForAsync("t-1", "running");
        await OpenPaletteAsync(window);
        await keyboard.TypeAsync("processes");
        await keyboard.PressAsync("Enter");
        await Expect(window.Page).ToHaveURLAsync(new Uri(server.Http.BaseAddress!, "/processes").ToString());
        await OpenPaletteAsync(window);
        await keyboard.PressAsync("Escape");
        await Expect(window.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        window.Complaints.ShouldBeEmpty();
    }

    private static async Task OpenPaletteAsync(BoardWindow window)
    {
        await window.Page.Keyboard.PressAsync("Control+k");
        await Expect(window.Page.GetByRole(AriaRole.Dialog).Locator("input")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task What_is_done_is_shown_from_its_newest_and_beyond_the_first_page()
    {
        await using TestServer server = await TestServer.StartAsync();
        for (int i = 1; i <= 55; i++)
        {
            string id = await server.AddAsync("true", $"Task {i}");
            (await server.SendAsync(HttpMethod.Patch, $"/api/tasks/{id}", """{"status":"done"}""")).Dispose();
        }
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server);
        ILocator cards = window.Lane("Done").GetByRole(AriaRole.Article);
        ILocator list = window.Lane("Done").Locator(".windowed");
        await Expect(list).ToHaveAttributeAsync("data-count", "50");
        await Expect(cards.First).ToContainTextAsync("Task 55");
        await window.Button("Show more of 55").ClickAsync();
        await Expect(list).ToHaveAttributeAsync("data-count", "55");
        await window.Lane("Done").Locator(".cards").EvaluateAsync("e => e.scrollTo(0, e.scrollHeight)");
        await Expect(cards.Last).ToContainTextAsync("Task 1");
    }

    [Fact]
    public void The_first_load_is_small()
    {
        string dist = Path.Combine(Artifacts.RepositoryRoot, "web", "dist");
        string page = File.ReadAllText(Path.Combine(dist, "index.html"));
        long bytes = new FileInfo(Path.Combine(dist, "index.html")).Length;
        foreach (string file in Directory.GetFiles(Path.Combine(dist, "assets"), "*.br"))
            if (page.Contains(Path.GetFileNameWithoutExtension(file), StringComparison.Ordinal)) bytes += new FileInfo(file).Length;
        bytes.ShouldBeInRange(10_000, 150_000);
        page.ShouldNotContain("ResourcesView");
    }
}
