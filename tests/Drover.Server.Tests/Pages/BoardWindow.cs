using Drover.Server.Tests.TestSupport;
using Drover.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Drover.Server.Tests.Pages;

/// <summary>The board of a server in a window of its own, with nothing remembered from others.</summary>
public sealed class BoardWindow : IAsyncDisposable
{
    private static readonly Lazy<string> s_axe = new(() => File.ReadAllText(Path.Combine(Artifacts.RepositoryRoot, "web", "node_modules", "axe-core", "axe.min.js")));
    private readonly IBrowserContext _context;
    private readonly TestServer _server;

    private BoardWindow(IBrowserContext context, IPage page, TestServer server)
    {
        _context = context;
        _server = server;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") Complaints.Add(message.Text);
        };
        page.PageError += (_, error) => Complaints.Add(error);
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>What the browser said about the page: errors, violations of its policy.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>The rows of the log that are in the page.</summary>
    public ILocator Lines => Page.Locator(".line:not(.note) .text");

    /// <summary>Opens a window.</summary>
    public static async Task<BoardWindow> OpenAsync(BrowserFixture browsers, TestServer server, string path = "/", int width = 1440, int height = 900, ColorScheme colours = ColorScheme.Light)
    {
        IBrowser browser = await browsers.GetAsync();
        IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = colours,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(60_000);
        var window = new BoardWindow(context, await context.NewPageAsync(), server);
        await window.GoAsync(path);
        return window;
    }

    /// <summary>Goes to an address, and waits until the page has its live connection.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(new Uri(_server.Http.BaseAddress!, path).ToString());
        await Expect(Page.Locator(".link.live")).ToBeVisibleAsync();
    }

    /// <summary>A lane.</summary>
    public ILocator Lane(string title) => Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = title });

    /// <summary>A button, by its whole name.</summary>
    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    /// <summary>What axe-core finds wrong with the page for people who do not see it, or not well: nothing but what is serious or worse.</summary>
    public async Task<string[]> CheckAccessibilityAsync()
    {
        // Put in by the debugger's way, which the page's policy does not concern.
        await Page.EvaluateAsync(s_axe.Value);
        return await Page.EvaluateAsync<string[]>(
            """
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter((each) => each.impact === 'serious' || each.impact === 'critical')
              .map((each) => `${each.id}: ${each.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} (${node.failureSummary})`).join(' | ')}`)
            """);
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
