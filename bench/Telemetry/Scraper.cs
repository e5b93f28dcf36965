using System.Globalization;
using System.Text.RegularExpressions;
using Wallet.TestKit;

namespace Wallet.Bench;

/// <summary>A Prometheus of one host, as far as the host notices.</summary>
internal sealed partial class Scraper
{
    /// <summary>Where the host serves operators.</summary>
    public string Operators { get; } = $"http://127.0.0.1:{ServerProcess.FreePort()}";

    /// <summary>How often it was scraped.</summary>
    public int Count { get; private set; }

    /// <summary>How long the last answer was.</summary>
    public int LastBytes { get; private set; }

    /// <summary>How large the heap was after the last collection, as each scrape found it, in MiB.</summary>
    public List<double> Heap { get; } = [];

    /// <summary>Scrapes each second until the result is disposed of.</summary>
    public IAsyncDisposable Start()
    {
        var stop = new CancellationTokenSource();
        return new Running(stop, Task.Run(() => RunAsync(stop.Token)));
    }

    private async Task RunAsync(CancellationToken stop)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        do
        {
            var text = await http.GetStringAsync(new Uri(Operators + "/metrics"), CancellationToken.None);
            LastBytes = text.Length;
            Count++;
            Heap.Add(HeapSize().Matches(text).Sum(static match =>
                double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)) / 1048576);
        }
        while (await timer.WaitForNextTickAsync(stop).AsTask().ContinueWith(
            static tick => tick.IsCompletedSuccessfully, TaskScheduler.Default));
    }

    [GeneratedRegex(@"^dotnet_gc_last_collection_heap_size_bytes\{[^}]*\} (\S+)", RegexOptions.Multiline)]
    private static partial Regex HeapSize();

    private sealed class Running(CancellationTokenSource stop, Task scraping) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await scraping;
            stop.Dispose();
        }
    }
}
