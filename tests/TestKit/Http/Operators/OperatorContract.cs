using System.Text.Json.Nodes;
using Wallet.Core;

namespace Wallet.TestKit.Http;

/// <summary>What the suites of the operators' surface have in common.</summary>
public static class OperatorCalls
{
    /// <summary>All scopes.</summary>
    public const OperatorScopes AllScopes =
        OperatorScopes.Read | OperatorScopes.Freeze | OperatorScopes.Money | OperatorScopes.Keys;

    /// <summary>Every call, with the scope that it needs and a body that is good; what it is about does not
    /// exist.</summary>
    public static readonly IReadOnlyList<(string Method, string Path, string? Body, OperatorScopes Scope)> All =
    [
        ("GET", "/operator/users?email=nobody@example.com", null, OperatorScopes.Read),
        ("POST", $"/operator/users/{Nothing}/unlock", """{"what":"pin","reason":"r"}""", OperatorScopes.Freeze),
        ("POST", $"/operator/users/{Nothing}/sign-out", """{"reason":"r"}""", OperatorScopes.Freeze),
        ("GET", "/operator/wallets/nobody@wallet", null, OperatorScopes.Read),
        ("GET", "/operator/wallets/nobody@wallet/transactions", null, OperatorScopes.Read),
        ("POST", "/operator/wallets/nobody@wallet/freeze", """{"direction":"both","reason":"r"}""",
            OperatorScopes.Freeze),
        ("POST", "/operator/wallets/nobody@wallet/thaw", """{"reason":"r"}""", OperatorScopes.Freeze),
        ("GET", $"/operator/transfers/{Nothing}", null, OperatorScopes.Read),
        ("POST", $"/operator/transfers/{Nothing}/reverse", """{"reason":"r","idempotencyKey":"k"}""",
            OperatorScopes.Money),
        ("POST", "/operator/audit", null, OperatorScopes.Read),
        ("GET", "/operator/audit", null, OperatorScopes.Read),
        ("GET", "/operator/log", null, OperatorScopes.Read),
        ("GET", "/operator/keys", null, OperatorScopes.Keys),
        ("POST", "/operator/keys", """{"name":"n","scopes":["keys"],"reason":"r"}""", OperatorScopes.Keys),
        ("DELETE", $"/operator/keys/{Nothing}?reason=r", null, OperatorScopes.Keys),
    ];

    private const string Nothing = "0198c0de0198c0de0198c0de0198c0de";

    /// <summary>Sends one of them.</summary>
    public static Task<Reply> SendAsync(
        WalletClient client, (string Method, string Path, string? Body, OperatorScopes Scope) call, string? key)
    {
        var content = call.Body is null
            ? null
            : new StringContent(call.Body, System.Text.Encoding.UTF8, "application/json");
        return client.SendAsync(new HttpMethod(call.Method), call.Path, key, content);
    }

    /// <summary>A body of one member.</summary>
    public static JsonObject Reason(string text = "because") => new() { ["reason"] = text };
}
