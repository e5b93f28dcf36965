using System.Text.Json;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary><c>GET /openapi/v1.json</c>. That every status which occurs is declared is checked on every answer of the
/// suite.</summary>
public abstract class OpenApiDocumentContract(WalletHosts hosts) : HttpContract(hosts)
{
    private async Task<JsonElement> DocumentAsync() => (await Client.GetAsync("/openapi/v1.json")).Expect(200).Json;

    [Fact]
    public async Task It_has_every_call_of_the_contract_and_no_other()
    {
        var calls = (await DocumentAsync()).GetProperty("paths").EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(m => m.Name.ToUpperInvariant() + " " + p.Name));
        Assert.Equal(
            [
                "DELETE /requests/blocked/{walletId}",
                "GET /health/live", "GET /health/ready", "GET /holds", "GET /holds/{holdId}", "GET /requests",
                    "GET /requests/{requestId}", "GET /statements", "GET /transactions", "GET /transfers/by-key",
                    "GET /transfers/{transferId}", "GET /wallet", "GET /wallet/limits", "GET /wallet/qr",
                    "GET /wallets/{walletId}",
                "POST /auth/login", "POST /auth/password", "POST /auth/pin", "POST /auth/register",
                    "POST /holds/{holdId}/capture", "POST /holds/{holdId}/release", "POST /requests",
                    "POST /requests/{requestId}/cancel", "POST /requests/{requestId}/decline",
                    "POST /requests/{requestId}/pay", "POST /transfers/{transferId}/refund",
                    "POST /wallet/deposit", "POST /wallet/holds", "POST /wallet/transfer",
                "PUT /requests/blocked/{walletId}", "PUT /wallet/limits",
            ],
            calls.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task It_is_the_committed_one() => await CommittedDocument.CheckAsync(
        "docs/openapi/v1.json", (await Client.GetAsync("/openapi/v1.json")).Expect(200).Text,
        nameof(It_is_the_committed_one));

    [Theory]
    [InlineData("post", "/wallet/transfer", "201 400 401 403 409 413 415 422 423 503")]
    [InlineData("post", "/wallet/deposit", "201 400 401 409 413 415 422 503")]
    [InlineData("post", "/auth/register", "201 400 409 413 415 429 503")]
    [InlineData("post", "/auth/login", "200 400 401 413 415 423 429 503")]
    [InlineData("post", "/auth/pin", "204 400 401 403 413 415 423 429 503")]
    [InlineData("post", "/auth/password", "204 400 401 413 415 423 429 503")]
    [InlineData("get", "/wallet", "200 400 401 503")]
    [InlineData("get", "/wallet/qr", "200 400 401 503")]
    [InlineData("get", "/wallet/limits", "200 401 503")]
    [InlineData("put", "/wallet/limits", "200 400 401 403 413 415 423 503")]
    [InlineData("get", "/wallets/{walletId}", "200 401 404 429 503")]
    [InlineData("get", "/statements", "200 400 401 503")]
    [InlineData("get", "/transactions", "200 400 401 503")]
    [InlineData("get", "/transfers/{transferId}", "200 401 404 503")]
    [InlineData("post", "/transfers/{transferId}/refund", "201 400 401 403 404 409 413 415 422 423 503")]
    [InlineData("post", "/wallet/holds", "201 400 401 403 409 413 415 422 423 503")]
    [InlineData("get", "/holds", "200 400 401 503")]
    [InlineData("get", "/holds/{holdId}", "200 401 404 503")]
    [InlineData("post", "/holds/{holdId}/capture", "201 400 401 404 409 413 415 422 503")]
    [InlineData("post", "/holds/{holdId}/release", "201 400 401 404 409 413 415 422 503")]
    [InlineData("get", "/transfers/by-key", "201 400 401 404 422 503")]
    [InlineData("post", "/requests", "201 400 401 413 415 422 503")]
    [InlineData("get", "/requests", "200 400 401 503")]
    [InlineData("get", "/requests/{requestId}", "200 401 404 503")]
    [InlineData("post", "/requests/{requestId}/pay", "201 400 401 403 404 409 413 415 422 423 503")]
    [InlineData("post", "/requests/{requestId}/decline", "200 401 404 422 503")]
    [InlineData("post", "/requests/{requestId}/cancel", "200 401 404 422 503")]
    [InlineData("put", "/requests/blocked/{walletId}", "204 401 404 503")]
    [InlineData("delete", "/requests/blocked/{walletId}", "204 401 404 503")]
    [InlineData("get", "/health/ready", "200 503")]
    public async Task A_call_declares_the_statuses_that_it_can_give(string method, string path, string statuses)
    {
        var responses = (await DocumentAsync()).GetProperty("paths").GetProperty(path).GetProperty(method)
            .GetProperty("responses");
        Assert.Superset(statuses.Split(' ').ToHashSet(), responses.EnumerateObject().Select(r => r.Name).ToHashSet());
    }

    [Fact]
    public async Task Every_code_of_the_contract_is_in_it()
    {
        var text = (await DocumentAsync()).GetProperty("paths").GetRawText();
        Assert.All(ProblemCodes.Statuses.Keys.Where(static code =>
            code != "method_not_allowed" && !ProblemCodes.OfOperators.Contains(code)), code =>
            Assert.Contains(code, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_says_which_calls_need_a_token()
    {
        var document = await DocumentAsync();
        var scheme =
            Assert.Single(document.GetProperty("components").GetProperty("securitySchemes").EnumerateObject()).Value;
        Assert.Equal("http", scheme.GetProperty("type").GetString());
        Assert.Equal("bearer", scheme.GetProperty("scheme").GetString()!.ToLowerInvariant());
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var open = path.Name is "/auth/register" or "/auth/login"
                    || path.Name.StartsWith("/health", StringComparison.Ordinal);
                var secured = operation.Value.TryGetProperty("security", out var security)
                    && security.GetArrayLength() > 0;
                Assert.True(open != secured, $"{operation.Name} {path.Name}: open {open}, secured {secured}");
            }
        }
    }

    [Fact]
    public async Task The_amounts_are_whole_numbers_within_the_limits()
    {
        var text = await Client.GetAsync("/openapi/v1.json");
        var amounts = Find(text.Json, "amount").ToArray();
        Assert.NotEmpty(amounts);
        // Where it may be left out, its type is "null" or this.
        Assert.All(amounts, static a => Assert.Contains("\"integer\"", a.GetProperty("type").GetRawText()));
        Assert.DoesNotContain("\"number\"", amounts.Select(static a => a.GetProperty("type").GetRawText()));
        Assert.Contains(amounts, a => a.TryGetProperty("minimum", out var min) && min.GetInt64() == 1
            && a.GetProperty("maximum").GetInt64() == 1_000_000_000_000);
    }

    private static IEnumerable<JsonElement> Find(JsonElement json, string property)
    {
        if (json.ValueKind == JsonValueKind.Array)
            return json.EnumerateArray().SelectMany(i => Find(i, property));
        if (json.ValueKind != JsonValueKind.Object)
            return [];
        var here = json.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            && properties.TryGetProperty(property, out var found)
            ? [found] : Array.Empty<JsonElement>();
        return here.Concat(json.EnumerateObject().SelectMany(m => Find(m.Value, property)));
    }
}
