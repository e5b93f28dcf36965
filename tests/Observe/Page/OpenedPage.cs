using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Wallet.Observe.Tests.Page;

/// <summary>The operators' page in a browser, watched.</summary>
internal sealed class OpenedPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _wrong = new();

    private OpenedPage(IBrowserContext context, IPage tab) => (_context, Tab) = (context, tab);

    /// <summary>The tab.</summary>
    public IPage Tab { get; }

    /// <summary>All URLs that were asked for.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public static async Task<OpenedPage> OpenAsync(IBrowser browser, Uri url, BrowserNewContextOptions? options)
    {
        var context = await browser.NewContextAsync(options ?? new BrowserNewContextOptions());
        context.SetDefaultTimeout(60_000);
        var tab = await context.NewPageAsync();
        var page = new OpenedPage(context, tab);
        tab.Request += (_, request) =>
        {
            page.Asked.Enqueue(request.Url);
            if (!request.Url.StartsWith(url.GetLeftPart(UriPartial.Authority) + "/", StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                page._wrong.Enqueue("asked elsewhere: " + request.Url);
        };
        // A refusal that the page shows in words is logged by the browser all the same.
        tab.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning"
                && !message.Text.StartsWith("Failed to load resource: the server responded with a status of 4"))
                page._wrong.Enqueue($"console: {message.Text}");
        };
        tab.PageError += (_, error) => page._wrong.Enqueue("error: " + error);
        var response = await tab.GotoAsync(url.ToString());
        Assert.Equal(200, response!.Status);
        return page;
    }

    /// <summary>Types a key and sends it.</summary>
    public async Task SignInAsync(string key)
    {
        await Tab.GetByLabel("Key", new() { Exact = true }).FillAsync(key);
        await Button("Sign in").ClickAsync();
    }

    /// <summary>A button.</summary>
    public ILocator Button(string name) => Tab.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>Waits until an element has a text.</summary>
    public Task HasTextAsync(string selector, string text) =>
        Assertions.Expect(Tab.Locator(selector)).ToContainTextAsync(text, new() { Timeout = 60_000 });

    /// <summary>The number in an element; NaN while there is none.</summary>
    public async Task<double> NumberAsync(string selector) =>
        double.TryParse(await Tab.Locator(selector).InnerTextAsync(), out var number) ? number : double.NaN;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.Empty(_wrong);
    }
}
