using System.Text.Json.Nodes;
using Wallet.TestKit.Http;

namespace Wallet.Bench;

/// <summary>Every call of operators, one after the other, timed.</summary>
internal sealed class CallProbe(OperatorClient client, TestUser subject, string transferId)
{
    private static readonly int[] Fine = [200, 201, 202, 204];

    private readonly Dictionary<string, List<double>> _times = [];

    /// <summary>How many transfers it made, for the audit.</summary>
    public long Reversed { get; private set; }

    /// <summary>The 99th of a hundred, or the highest where there are fewer.</summary>
    public static double P99(IReadOnlyCollection<double> samples) =>
        samples.Order().ElementAt(Math.Min(samples.Count - 1, (int)(samples.Count * 0.99)));

    /// <summary>Calls everything once.</summary>
    public async Task RunAsync()
    {
        var (wallet, user) = ($"/operator/wallets/{subject.WalletId}", $"/operator/users/{subject.UserId}");
        await CallAsync("findUser", HttpMethod.Get, "/operator/users?email=" + Uri.EscapeDataString(subject.Email));
        await CallAsync("getWallet", HttpMethod.Get, wallet);
        await CallAsync("getTransactions", HttpMethod.Get, wallet + "/transactions?limit=200");
        await CallAsync("getTransfer", HttpMethod.Get, "/operator/transfers/" + transferId);
        await CallAsync("freezeWallet", HttpMethod.Post, wallet + "/freeze", Body(("direction", "both")));
        await CallAsync("thawWallet", HttpMethod.Post, wallet + "/thaw", Body());
        await CallAsync("unlockUser", HttpMethod.Post, user + "/unlock", Body(("what", "pin")));
        await CallAsync("signOutUser", HttpMethod.Post, user + "/sign-out", Body());
        await CallAsync("reverseTransfer", HttpMethod.Post, $"/operator/transfers/{transferId}/reverse",
            Body(("amount", 1), ("idempotencyKey", client.NewName())));
        Reversed++;
        await CallAsync("getLog", HttpMethod.Get, "/operator/log?limit=200");
        await CallAsync("getSeries", HttpMethod.Get, "/operator/series");
        await CallAsync("getAudits", HttpMethod.Get, "/operator/audit");
        var made = await CallAsync("addKey", HttpMethod.Post, "/operator/keys",
            Body(("name", "bench"), ("scopes", new JsonArray("read"))));
        await CallAsync("getKeys", HttpMethod.Get, "/operator/keys");
        await CallAsync("revokeKey", HttpMethod.Delete,
            $"/operator/keys/{made.GetProperty("keyId").GetString()}?reason=bench");
    }

    /// <summary>Has an audit made, which goes on beside the rest.</summary>
    public Task StartAuditAsync() => CallAsync("startAudit", HttpMethod.Post, "/operator/audit");

    /// <summary>Tells the report.</summary>
    public void AddTo(Report report, string side)
    {
        foreach (var (call, times) in _times)
            report.Add(new Series($"{side}: {call}", "ms", times));
        var slowest = _times.MaxBy(static call => P99(call.Value));
        report.Add(new Ratio(
            $"{side}: p99 of the slowest call ({slowest.Key}), ms", [P99(slowest.Value)], 1000, AtLeast: false));
    }

    private async Task<System.Text.Json.JsonElement> CallAsync(
        string name, HttpMethod method, string path, JsonObject? body = null)
    {
        var (status, answer, took) = await client.CallAsync(method, path, body);
        // One audit at a time: that it runs is an answer too.
        if (!Fine.Contains(status) && !(name == "startAudit" && status == 409))
            throw new BenchException($"{name} was answered {status}.");
        (_times.TryGetValue(name, out var times) ? times : _times[name] = []).Add(took.TotalMilliseconds);
        return answer;
    }

    private static JsonObject Body(params (string Name, JsonNode Value)[] members)
    {
        var body = new JsonObject { ["reason"] = "bench" };
        foreach (var (name, value) in members)
            body[name] = value;
        return body;
    }
}
