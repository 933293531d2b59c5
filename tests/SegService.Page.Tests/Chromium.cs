using Microsoft.Playwright;
using SegService.TestKit;

[assembly: AssemblyFixture(typeof(SegService.Page.Tests.Chromium))]

namespace SegService.Page.Tests;

/// <summary>The system's Chromium, started once for all tests; none is ever downloaded.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";

    private static readonly string[] Quiet =
        ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program))
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program, Args = Quiet });
    }

    /// <summary>A window of its own on the page, with an API key where the service asks for one.</summary>
    public async Task<Visit> VisitAsync(PageService service, BrowserNewContextOptions? options = null, string? key = null)
    {
        if (_browser is null && Repository.IsCi)
            Assert.Fail($"{Program} is missing: build.sh installs it.");
        Assert.SkipWhen(_browser is null, $"{Program} is missing (Debian: apt-get install chromium).");
        return await Visit.BeginAsync(await _browser!.NewContextAsync(options), new Uri(service.Address, $"{service.PathBase}/"), key);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
