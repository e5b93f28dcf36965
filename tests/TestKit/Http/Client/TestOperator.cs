using System.Text.Json.Nodes;
using Wallet.Core;

namespace Wallet.TestKit.Http;

/// <summary>An operator with a key.</summary>
public sealed class TestOperator
{
    private readonly WalletClient _client;

    private TestOperator(WalletClient client, OperatorSecret secret, OperatorKeyId id)
    {
        (_client, Key, KeyId) = (client, secret.Reveal, id.ToString());
        client.Secrets.AddToken(Key);
    }

    /// <summary>The key itself.</summary>
    public string Key { get; }

    /// <summary>The key's ID.</summary>
    public string KeyId { get; }

    /// <summary>Makes a key as the command line does.</summary>
    public static async Task<TestOperator> AddAsync(RunningWallet wallet, OperatorScopes scopes)
    {
        var (secret, id) = (OperatorSecret.New(), OperatorKeyId.New(TimeProvider.System));
        await wallet.Host.ActAsync(new AddOperatorKey(
            new OperatorKey(id, Note.Parse("test"), scopes, Timestamp.Now(wallet.Host.Time)), secret.Digest(), null,
            Note.Parse("a test needs it")));
        return new TestOperator(wallet.Operators, secret, id);
    }

    /// <summary>Gets.</summary>
    public Task<Reply> GetAsync(string path) => _client.GetAsync(path, Key);

    /// <summary>Posts.</summary>
    public Task<Reply> PostAsync(string path, JsonObject? body = null, params (string Name, string Value)[] headers) =>
        body is null
            ? _client.SendAsync(HttpMethod.Post, path, Key, null, headers)
            : _client.PostAsync(path, body.ToJsonString(), Key, headers);

    /// <summary>Posts a text as it is.</summary>
    public Task<Reply> PostTextAsync(string path, string json) => _client.PostAsync(path, json, Key);

    /// <summary>Deletes.</summary>
    public Task<Reply> DeleteAsync(string path) => _client.SendAsync(HttpMethod.Delete, path, Key);

    /// <summary>Freezes a wallet.</summary>
    public Task<Reply> FreezeAsync(string wallet, string direction, string? until = null)
    {
        var body = new JsonObject { ["direction"] = direction, ["reason"] = "looks stolen" };
        if (until is not null)
            body["until"] = until;
        return PostAsync($"/operator/wallets/{wallet}/freeze", body);
    }

    /// <summary>Thaws a wallet.</summary>
    public Task<Reply> ThawAsync(string wallet) =>
        PostAsync($"/operator/wallets/{wallet}/thaw", new JsonObject { ["reason"] = "all is well" });

    /// <summary>Gives a transfer back.</summary>
    public Task<Reply> ReverseAsync(string transfer, string key, long? amount = null)
    {
        var body = new JsonObject { ["reason"] = "paid twice", ["idempotencyKey"] = key };
        if (amount is not null)
            body["amount"] = amount;
        return PostAsync($"/operator/transfers/{transfer}/reverse", body);
    }

    /// <summary>The newest rows of the log.</summary>
    public async Task<System.Text.Json.JsonElement[]> LogAsync(int limit) =>
        [.. (await GetAsync($"/operator/log?limit={limit}")).Expect(200).Json.GetProperty("items").EnumerateArray()];
}
