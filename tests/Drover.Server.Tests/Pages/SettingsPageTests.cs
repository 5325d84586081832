using System.Text.Json;
using Drover.Server.Tests.TestSupport;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Drover.Server.Tests.Pages;

/// <summary>What can be set in the browser: profiles, limits, workspaces, schedules, tokens, keys; and how one comes in.</summary>
public sealed class SettingsPageTests(BrowserFixture browsers)
{
    [Fact]
    public async Task A_profile_is_written_tested_and_changed_without_showing_its_secret()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, "/settings");
        IPage page = window.Page;
        await window.Button("New profile").ClickAsync();
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("reviewer");
        await dialog.GetByLabel("Command").FillAsync("no-such-agent-anywhere");
        await dialog.GetByText("Environment", new() { Exact = true }).ClickAsync();
        await dialog.GetByLabel("Variables").FillAsync("API_KEY=sesame-open\nMODE=fast");
        await dialog.GetByLabel("Secret").FillAsync("API_KEY");
        await dialog.GetByText("Limits", new() { Exact = true }).ClickAsync();
        await dialog.GetByLabel("Memory of the tree").FillAsync("1K");
        await window.Button("Save").ClickAsync();
        // What is wrong is said where it is.
        await Expect(dialog.Locator(".field.wrong")).ToContainTextAsync("Memory of the tree is not a whole number from 1048576");
        await dialog.GetByLabel("Memory of the tree").FillAsync("soon");
        await window.Button("Save").ClickAsync();
        await Expect(dialog.Locator(".field.wrong")).ToContainTextAsync("is not a size");
        await dialog.GetByLabel("Memory of the tree").FillAsync("512M");
        await window.Button("Save").ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);

        await window.Button("Test command of reviewer").ClickAsync();
        await Expect(page.Locator(".tester .attention")).ToContainTextAsync("no-such-agent-anywhere");
        await window.Button("Test command of default").ClickAsync();
        await Expect(page.Locator(".tester .badge.good")).ToContainTextAsync("Found");

        await window.Button("Edit profile reviewer").ClickAsync();
        await dialog.GetByText("Environment", new() { Exact = true }).ClickAsync();
        await Expect(dialog.GetByLabel("Variables")).ToHaveValueAsync("API_KEY=(kept)\nMODE=fast");
        await dialog.GetByLabel("Command").FillAsync("/bin/true");
        await window.Button("Save").ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        (await page.ContentAsync()).ShouldNotContain("sesame-open");
        using JsonDocument stored = await server.GetAsync("/api/profiles/reviewer");
        stored.RootElement.GetProperty("command").GetString().ShouldBe("/bin/true");
        stored.RootElement.GetProperty("limits").GetProperty("memoryBytes").GetInt64().ShouldBe(512L << 20);

        await window.Button("Delete profile reviewer").ClickAsync();
        await window.Button("Delete").Last.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table)).Not.ToContainTextAsync("reviewer");
    }

    [Fact]
    public async Task A_kept_secret_still_reaches_the_agent()
    {
        await using TestServer server = await TestServer.StartAsync();
        string agent = server["secretive"];
        await File.WriteAllTextAsync(agent, "#!/bin/sh\n[ \"$API_KEY\" = sesame-open ] && echo it is there\n");
        File.SetUnixFileMode(agent, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string profile = JsonSerializer.Serialize(new { name = "keeper", command = agent, environment = new { policy = "inherit", set = new Dictionary<string, string> { ["API_KEY"] = "sesame-open" }, secrets = (string[])["API_KEY"] } });
        (await server.SendAsync(HttpMethod.Post, "/api/profiles", profile, 201)).Dispose();
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, "/settings?at=profiles");
        await window.Button("Edit profile keeper").ClickAsync();
        await window.Page.GetByRole(AriaRole.Dialog).GetByLabel("Arguments").FillAsync("{taskId}");
        await window.Button("Save").ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        using JsonDocument task = await server.SendAsync(HttpMethod.Post, "/api/tasks", """{"title":"Look","profile":"keeper"}""", 201);
        (await server.SendAsync(HttpMethod.Post, "/api/tasks/t-1/run")).Dispose();
        await server.WaitForAsync("t-1", "review");
    }

    [Fact]
    public async Task Limits_show_where_they_come_from_and_store_only_what_was_changed()
    {
        await using TestServer server = await TestServer.StartAsync("DROVER_TASK_TIMEOUT=2h");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, "/settings?at=limits");
        IPage page = window.Page;
        await Expect(page.GetByLabel("A run may take")).ToHaveValueAsync("2h");
        await Expect(page.Locator(".field").Filter(new() { HasText = "A run may take" })).ToContainTextAsync("from the environment");
        await page.GetByLabel("Agents at once").FillAsync("3");
        await page.GetByLabel("A run may be silent").FillAsync("1h30m");
        await window.Button("Save").ClickAsync();
        await Expect(page.Locator(".capacity")).ToContainTextAsync("0/3 running");
        await Expect(page.Locator(".field").Filter(new() { HasText = "A run may be silent" })).ToContainTextAsync("set here");
        using JsonDocument settings = await server.GetAsync("/api/settings");
        settings.RootElement.GetProperty("idleTimeoutMs").GetInt64().ShouldBe(5_400_000);
        settings.RootElement.GetProperty("sources").GetProperty("taskTimeoutMs").GetString().ShouldBe("environment");
        await window.Button("Reset capacity").ClickAsync();
        await Expect(page.Locator(".capacity")).ToContainTextAsync("0/1 running");
        window.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Workspaces_schedules_and_tokens_are_made_and_taken_back()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, "/settings?at=workspaces");
        IPage page = window.Page;
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await window.Button("New workspace").ClickAsync();
        await dialog.GetByLabel("Name").FillAsync("site");
        await dialog.GetByLabel("Directory").FillAsync(server.Workspace);
        await window.Button("Save").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table)).ToContainTextAsync("site");

        await page.GetByRole(AriaRole.Link, new() { Name = "Schedules" }).ClickAsync();
        await window.Button("New schedule").ClickAsync();
        await dialog.GetByLabel("Name").FillAsync("nightly");
        await dialog.GetByLabel("When", new() { Exact = true }).FillAsync("three o'clock");
        await dialog.GetByLabel("Title").FillAsync("Build and test");
        await window.Button("Save").ClickAsync();
        await Expect(dialog.Locator(".field.wrong")).ToContainTextAsync("instead of five");
        await dialog.GetByLabel("When", new() { Exact = true }).FillAsync("0 3 * * *");
        await window.Button("Save").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table)).ToContainTextAsync("03:00");
        // The server has the last word on it: the box follows its answer.
        await page.GetByLabel("nightly is on").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table)).Not.ToContainTextAsync("03:00");

        await page.GetByRole(AriaRole.Link, new() { Name = "Tokens" }).ClickAsync();
        await window.Button("New token").ClickAsync();
        await dialog.GetByLabel("What it is for").FillAsync("report");
        await window.Button("Make it").ClickAsync();
        string token = (await dialog.Locator(".copied code").TextContentAsync())!;
        token.Length.ShouldBeGreaterThan(16);
        await window.Button("Done").ClickAsync();
        (await page.ContentAsync()).ShouldNotContain(token);
        await window.Button("Delete token report").ClickAsync();
        await window.Button("Delete").Last.ClickAsync();
        await Expect(page.Locator(".settings-page")).ToContainTextAsync("No token was given out");
    }

    [Fact]
    public async Task A_webhook_is_made_tested_and_taken_back()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, "/settings?at=webhooks");
        IPage page = window.Page;
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await window.Button("New webhook").ClickAsync();
        await dialog.GetByLabel("Address").FillAsync("http://127.0.0.1:9/hook");
        await dialog.GetByLabel("run.started").UncheckAsync();
        await window.Button("Save").ClickAsync();
        (await dialog.Locator(".copied code").TextContentAsync())!.Length.ShouldBeGreaterThan(15);
        await window.Button("Done").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table)).ToContainTextAsync("run.ended, task.review");
        await window.Button("Send a test to http://127.0.0.1:9/hook").ClickAsync();
        await Expect(page.Locator(".tester .fault")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await window.Button("Delete webhook http://127.0.0.1:9/hook").ClickAsync();
        await window.Button("Delete").Last.ClickAsync();
        await Expect(page.Locator(".settings-page")).ToContainTextAsync("Nobody is told");
    }

    [Fact]
    public async Task A_key_is_given_to_another_action_and_works_there()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.AddAsync("exec sleep 60", "First");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server, "/settings?at=keys");
        IPage page = window.Page;
        await window.Button("Change the key of Run").ClickAsync();
        await Expect(page.Locator(".recorder")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("s");
        await Expect(page.Locator(".toasts")).ToContainTextAsync("Stop");
        await window.Button("Change the key of Run").ClickAsync();
        await Expect(page.Locator(".recorder")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("u");
        await Expect(window.Button("Reset the key of Run")).ToBeVisibleAsync();
        await window.GoAsync("/");
        await Expect(page.GetByRole(AriaRole.Article)).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("r");
        await page.Keyboard.PressAsync("u");
        await Expect(window.Lane("Running").GetByRole(AriaRole.Article)).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog).Locator("dl > div").Filter(new() { HasTextString = "Run" }).First).ToContainTextAsync("u");
    }

    [Fact]
    public async Task Who_comes_from_elsewhere_logs_in_on_the_page()
    {
        await using TestServer server = await TestServer.StartAsync("DROVER_TOKEN=a-token-of-some-length");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server);
        // A request through a proxy is not one of our own user any more.
        await window.Page.SetExtraHTTPHeadersAsync(new Dictionary<string, string> { ["X-Forwarded-For"] = "203.0.113.7" });
        await window.Page.ReloadAsync();
        await window.Page.GetByLabel("Token").FillAsync("not-the-token-at-all");
        await window.Button("Log in").ClickAsync();
        await Expect(window.Page.Locator(".login .error")).ToBeVisibleAsync();
        await window.Page.GetByLabel("Token").FillAsync("a-token-of-some-length");
        await window.Button("Log in").ClickAsync();
        await Expect(window.Page.Locator(".link.live")).ToBeVisibleAsync();
        using var bare = new HttpRequestMessage(HttpMethod.Get, "/api/board");
        bare.Headers.Add("X-Forwarded-For", "203.0.113.7");
        using HttpResponseMessage refused = await server.Http.SendAsync(bare);
        ((int)refused.StatusCode).ShouldBe(401);
    }

    [Fact]
    public async Task An_empty_board_checks_the_agent_and_takes_another()
    {
        await using TestServer server = await TestServer.StartAsync("AGENT_COMMAND=no-such-agent-anywhere");
        await using BoardWindow window = await BoardWindow.OpenAsync(browsers, server);
        IPage page = window.Page;
        await Expect(page.Locator(".setup .attention")).ToContainTextAsync("no-such-agent-anywhere");
        await window.Button("Say how it is called").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Command").FillAsync("/bin/echo");
        await window.Button("Save").ClickAsync();
        await Expect(page.Locator(".setup .badge.good")).ToContainTextAsync("/bin/echo");
        await window.Button("Write the first task").ClickAsync();
        await page.GetByLabel("Title").FillAsync("Say it");
        await window.Button("Create and run").ClickAsync();
        await Expect(window.Lines.First).ToContainTextAsync("Say it");
    }
}
