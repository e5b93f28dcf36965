using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Wallet.TestKit.Http;

namespace Wallet.Bench;

/// <summary>Calls a host as operators and users do, and times it.</summary>
internal sealed class OperatorClient(Uri operators, string key) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private int _names;

    /// <summary>A name that no other call here has.</summary>
    public string NewName() => $"bench-{Interlocked.Increment(ref _names)}";

    /// <summary>Calls as an operator.</summary>
    /// <returns>The status, the body, and how long it took.</returns>
    public Task<(int Status, JsonElement Body, TimeSpan Took)> CallAsync(
        HttpMethod method, string path, JsonObject? body = null) =>
        SendAsync(method, new Uri(operators, path), key, body);

    /// <summary>Freezes or thaws, which must be done.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> ChangeFreezeAsync(TestUser user, bool frozen)
    {
        var body = new JsonObject { ["reason"] = "bench" };
        if (frozen)
            body["direction"] = "debit";
        var (status, _, took) = await CallAsync(
            HttpMethod.Post, $"/operator/wallets/{user.WalletId}/{(frozen ? "freeze" : "thaw")}", body);
        return status == 200 ? took : throw new BenchException($"A freeze or thaw was answered {status}.");
    }

    /// <summary>Pays as a user, at whatever host.</summary>
    /// <returns>The status, and the body.</returns>
    public async Task<(int Status, JsonElement Body)> PayAsync(Uri host, TestUser from, TestUser to, long amount)
    {
        var (status, body, _) = await SendAsync(HttpMethod.Post, new Uri(host, "/wallet/transfer"), from.Token,
            new JsonObject
            {
                ["receiverWalletId"] = to.WalletId,
                ["amount"] = amount,
                ["pin"] = from.Pin,
                ["idempotencyKey"] = Guid.NewGuid().ToString(),
            });
        return (status, body);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<(int Status, JsonElement Body, TimeSpan Took)> SendAsync(
        HttpMethod method, Uri address, string token, JsonObject? body)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        var start = Stopwatch.GetTimestamp();
        using var response = await _http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var took = Stopwatch.GetElapsedTime(start);
        return ((int)response.StatusCode,
            bytes.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(bytes), took);
    }
}
