using Microsoft.Playwright;
using Wallet.Observe.Tests.Page;
using Wallet.TestKit;

[assembly: AssemblyFixture(typeof(Browser))]

namespace Wallet.Observe.Tests.Page;

/// <summary>A real Chromium, the one on the PATH; without one, its tests are skipped.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Binaries.Chromium is null)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Binaries.Chromium,
            // Root has no sandbox; and a browser under test asks nobody but the host under test.
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    /// <summary>Opens a tab that fails its test if it has an error to tell of, or asks another host.</summary>
    internal async Task<OpenedPage> OpenAsync(
        Uri host, BrowserNewContextOptions? options = null, string path = "/operator")
    {
        Assert.SkipWhen(_browser is null, "There is no Chromium on the PATH.");
        return await OpenedPage.OpenAsync(_browser!, new Uri(host, path), options);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
