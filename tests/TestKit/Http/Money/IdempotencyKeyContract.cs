using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>Where a key may stand, and which text is a key.</summary>
public abstract class IdempotencyKeyContract(WalletHosts hosts) : HttpContract(hosts)
{
    private const string Header = "Idempotency-Key";

    [Theory]
    [InlineData("{0}", "{0}")]
    [InlineData("\"{0}\"", "{0}")]
    [InlineData("  {0}  ", "{0}")]
    [InlineData("\"{0}\\\"\\\\\"", "{0}\"\\")]
    public async Task The_header_is_as_good_as_the_member_bare_or_quoted(string header, string key)
    {
        var unique = NewKey();
        (header, key) = (string.Format(null, header, unique), string.Format(null, key, unique));
        var (user, other) = (await UserAsync(100), await UserAsync());
        var first = (await user.PostAsync(
            "/wallet/transfer", Body.Transfer(other.WalletId, 7, user.Pin, null), (Header, header))).Expect(201);
        (await user.PayAsync(other, 7, key)).ReplayOf(first);
        (await user.PostAsync("/wallet/transfer", Body.Transfer(other.WalletId, 7, user.Pin, key), (Header, header)))
            .ReplayOf(first);
        Assert.Equal(93, await user.BalanceAsync());
    }

    [Fact]
    public async Task The_header_serves_deposits_too()
    {
        var user = await UserAsync();
        var key = NewKey();
        var first = (await user.PostAsync("/wallet/deposit", Body.Deposit(5, null), (Header, key))).Expect(201);
        (await user.DepositAsync(5, key)).ReplayOf(first);
    }

    [Fact]
    public async Task Header_and_member_must_be_equal()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        (await user.PostAsync("/wallet/transfer", Body.Transfer(other.WalletId, 7, user.Pin, "a"), (Header, "b")))
            .Invalid("idempotencyKey");
        (await user.PostAsync("/wallet/deposit", Body.Deposit(7, "a"), (Header, "\"A\""))).Invalid("idempotencyKey");
        Assert.Equal(100, await user.BalanceAsync());
    }

    [Fact]
    public async Task A_request_without_a_key_is_refused()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        (await user.PostAsync("/wallet/transfer", Body.Transfer(other.WalletId, 7, user.Pin, null)))
            .Invalid("idempotencyKey");
        (await user.PostAsync("/wallet/deposit", Body.Deposit(7, null))).Invalid("idempotencyKey");
        (await user.PostAsync("/wallet/deposit", """{"amount":1,"idempotencyKey":null}""")).Invalid("idempotencyKey");
        Assert.Equal(100, await user.BalanceAsync());
    }

    [Theory]
    [InlineData("request:{0}")]
    [InlineData("expire:{0}")]
    public async Task The_houses_own_keys_are_nobody_elses(string key)
    {
        key = string.Format(null, key, NewKey());
        var (user, other) = (await UserAsync(100), await UserAsync());
        (await user.PayAsync(other, 7, key)).Invalid("idempotencyKey");
        (await user.PostAsync("/wallet/transfer", Body.Transfer(other.WalletId, 7, user.Pin, null), (Header, key)))
            .Invalid("idempotencyKey");
        (await user.DepositAsync(7, key)).Invalid("idempotencyKey");
        (await user.RefundAsync(NewKey(), key)).Invalid("idempotencyKey");
        (await user.AskAsync(other, 7, key)).Invalid("idempotencyKey");
        (await user.ByKeyAsync(key)).Refused(404, "not_found");
        Assert.Equal(100, await user.BalanceAsync());
    }

    [Fact]
    public async Task Two_headers_are_refused()
    {
        var user = await UserAsync();
        (await user.PostAsync("/wallet/deposit", Body.Deposit(7, null), (Header, "a"), (Header, "b")))
            .Invalid("idempotencyKey");
        Assert.Equal(0, await user.BalanceAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("tab\t")]
    [InlineData("schlüssel")]
    [InlineData("nul\u0000")]
    [InlineData("del\u007f")]
    public async Task Only_visible_ascii_is_a_key(string key)
    {
        var user = await UserAsync();
        (await user.DepositAsync(1, key)).Invalid("idempotencyKey");
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"open")]
    [InlineData("\"a\"b")]
    [InlineData("\"a\\x\"")]
    [InlineData("two words")]
    public async Task A_header_that_is_no_key_is_refused(string header)
    {
        var user = await UserAsync();
        (await user.PostAsync("/wallet/deposit", Body.Deposit(7, null), (Header, header))).Invalid("idempotencyKey");
        Assert.Equal(0, await user.BalanceAsync());
    }

    [Fact]
    public async Task A_key_has_at_most_128_characters()
    {
        var user = await UserAsync();
        (await user.DepositAsync(1, new string('k', 128))).Expect(201);
        (await user.DepositAsync(1, new string('k', 129))).Invalid("idempotencyKey");
    }

    [Fact]
    public async Task Every_visible_character_can_be_in_a_key()
    {
        var user = await UserAsync();
        var key = string.Concat(Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c));
        var first = (await user.DepositAsync(1, key)).Expect(201);
        Assert.Equal(first.Body, (await user.ByKeyAsync(key)).Body);
        var quoted = "\"" + key.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
        (await user.PostAsync("/wallet/deposit", Body.Deposit(1, null), (Header, quoted))).ReplayOf(first);
    }
}
