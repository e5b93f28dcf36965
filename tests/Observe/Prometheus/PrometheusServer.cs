using System.Globalization;
using System.Text.Json;
using Wallet.TestKit;

namespace Wallet.Observe.Tests.Prometheus;

/// <summary>A real Prometheus of a test's own, which scrapes one host every second.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly ServerProcess _process;
    private readonly HttpClient _http;

    private PrometheusServer(TempFolder folder, ServerProcess process, HttpClient http) =>
        (_folder, _process, _http) = (folder, process, http);

    public static async Task<PrometheusServer> StartAsync(string job, Uri scraped)
    {
        Assert.SkipWhen(Binaries.Prometheus is null, "There is no prometheus on the PATH.");
        var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("prometheus.yml"), $"""
            global: {"{"} scrape_interval: 1s, evaluation_interval: 1s {"}"}
            rule_files: ["{ObserveFiles.Rules}"]
            scrape_configs:
              - job_name: {job}
                static_configs: [{"{"} targets: ["{scraped.Authority}"] {"}"}]
            """);
        var port = ServerProcess.FreePort();
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{port}"),
        };
        var process = await ServerProcess.StartAsync(Binaries.Prometheus!,
            [
                "--config.file=" + folder.File("prometheus.yml"), "--storage.tsdb.path=" + folder.File("data"),
                "--web.listen-address=127.0.0.1:" + port.ToString(CultureInfo.InvariantCulture),
            ],
            async () =>
            {
                try
                {
                    return (await http.GetAsync("/-/ready")).IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            });
        return new PrometheusServer(folder, process, http);
    }

    /// <summary>The samples that a query has now.</summary>
    public async Task<JsonElement[]> QueryAsync(string query) =>
        [.. (await GetAsync("/api/v1/query?query=" + Uri.EscapeDataString(query))).GetProperty("result")
            .EnumerateArray()];

    /// <summary>The rules and how they fared.</summary>
    public async Task<JsonElement[]> RulesAsync() => [.. (await GetAsync("/api/v1/rules")).GetProperty("groups")
        .EnumerateArray().SelectMany(static group => group.GetProperty("rules").EnumerateArray())];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        var answer = JsonElement.Parse(await _http.GetStringAsync(path));
        Assert.Equal("success", answer.GetProperty("status").GetString());
        return answer.GetProperty("data");
    }
}
