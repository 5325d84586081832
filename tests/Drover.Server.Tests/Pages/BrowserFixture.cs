using Drover.Server.Tests.Pages;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(BrowserFixture))]

namespace Drover.Server.Tests.Pages;

/// <summary>One headless Chromium for all tests that look at the board; started by the first that does.</summary>
public sealed class BrowserFixture : IAsyncDisposable
{
    // The system's own: nothing is downloaded, and it asks nobody anything.
    private const string Executable = "/usr/bin/chromium";

    private static readonly string[] s_arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    // A busy machine is slow, not wrong.
    private const float Patience = 30_000;

    private readonly Lazy<Task<(IPlaywright, IBrowser)>> _browser = new(LaunchAsync);

    /// <summary>The browser.</summary>
    public async Task<IBrowser> GetAsync() => (await _browser.Value).Item2;

    public async ValueTask DisposeAsync()
    {
        if (!_browser.IsValueCreated) return;
        (IPlaywright playwright, IBrowser browser) = await _browser.Value;
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private static async Task<(IPlaywright, IBrowser)> LaunchAsync()
    {
        if (!File.Exists(Executable)) throw new InvalidOperationException($"{Executable} is missing. Install it: apt-get install chromium (./test.sh does).");
        Assertions.SetDefaultExpectTimeout(Patience);
        IPlaywright playwright = await Playwright.CreateAsync();
        return (playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable, Headless = true, Args = s_arguments }));
    }
}
