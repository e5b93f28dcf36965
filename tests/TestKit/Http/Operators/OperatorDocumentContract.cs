using Xunit;

namespace Wallet.TestKit.Http;

/// <summary><c>GET /operator/openapi.json</c>. That every status which occurs is declared is checked on every answer of
/// the suite.</summary>
public abstract class OperatorDocumentContract(WalletHosts hosts) : HttpContract(hosts)
{
    private async Task<Reply> DocumentAsync() =>
        (await Hosts.Shared.Operators.GetAsync("/operator/openapi.json")).Expect(200);

    [Fact]
    public async Task It_has_every_call_with_its_scope_and_no_other()
    {
        var document = (await DocumentAsync()).Json;
        var calls = document.GetProperty("paths").EnumerateObject().SelectMany(static path =>
            path.Value.EnumerateObject().Select(call => (Call: call.Name.ToUpperInvariant() + " " + path.Name,
                Scope: call.Value.GetProperty("description").GetString()!.Split('`')[1])));
        Assert.Equal(
            [
                ("DELETE /operator/keys/{keyId}", "keys"), ("GET /operator/audit", "read"),
                ("GET /operator/keys", "keys"), ("GET /operator/log", "read"),
                ("GET /operator/transfers/{transferId}", "read"), ("GET /operator/users", "read"),
                ("GET /operator/wallets/{walletId}", "read"), ("GET /operator/wallets/{walletId}/transactions", "read"),
                ("POST /operator/audit", "read"), ("POST /operator/keys", "keys"),
                ("POST /operator/transfers/{transferId}/reverse", "money"),
                ("POST /operator/users/{userId}/sign-out", "freeze"),
                ("POST /operator/users/{userId}/unlock", "freeze"),
                ("POST /operator/wallets/{walletId}/freeze", "freeze"),
                ("POST /operator/wallets/{walletId}/thaw", "freeze"),
            ],
            calls.OrderBy(static call => call.Call, StringComparer.Ordinal));
    }

    [Fact]
    public async Task It_is_the_committed_one() => await CommittedDocument.CheckAsync(
        "docs/openapi/operator.json", (await DocumentAsync()).Text, nameof(It_is_the_committed_one));

    [Fact]
    public async Task Every_call_declares_what_all_calls_can_answer()
    {
        foreach (var path in (await DocumentAsync()).Json.GetProperty("paths").EnumerateObject())
        {
            foreach (var call in path.Value.EnumerateObject())
                Assert.Superset(new HashSet<string> { "401", "403", "429", "500", "503" },
                    call.Value.GetProperty("responses").EnumerateObject().Select(static r => r.Name).ToHashSet());
        }
    }
}
