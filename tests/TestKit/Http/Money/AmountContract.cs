using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>Which amounts are amounts.</summary>
public abstract class AmountContract(WalletHosts hosts) : HttpContract(hosts)
{
    public static TheoryData<string> Malformed =>
    [
        "1.5", "1.0", "\"100\"", "1e3", "1E3", "null", "-1", "0", "-0", "+1", "01", "1000000000001",
            "9223372036854775807", "9223372036854775808",
        "18446744073709551616", "-9223372036854775809", "1000000000000000000000000000000", "1e30", "true", "[1]", "{}",
            "\"\"", "NaN", "Infinity", "0x10", "1_000",
    ];

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_amount_is_refused_and_touches_nothing(string amount)
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        var key = NewKey();
        var (to, pin) = (other.WalletId, user.Pin);
        (await user.PostAsync("/wallet/transfer",
            $$"""{"receiverWalletId":"{{to}}","amount":{{amount}},"pin":"{{pin}}","idempotencyKey":"{{key}}"}"""))
            .Refused(400, "invalid_request");
        (await user.PostAsync("/wallet/deposit", $$"""{"amount":{{amount}},"idempotencyKey":"{{key}}"}"""))
            .Refused(400, "invalid_request");
        (await user.ByKeyAsync(key)).Refused(404, "not_found");
        Assert.Equal(100, await user.BalanceAsync());
        Assert.Equal(0, await other.BalanceAsync());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("\"100\"")]
    [InlineData("null")]
    [InlineData("1000000000001")]
    public async Task The_error_is_told_at_the_amount(string amount) =>
        (await (await UserAsync()).PostAsync("/wallet/deposit", $$"""{"amount":{{amount}},"idempotencyKey":"k"}"""))
            .Invalid("amount");

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000_000_000)]
    public async Task The_limits_themselves_are_amounts(long amount)
    {
        var (user, other) = (await UserAsync(amount), await UserAsync());
        (await user.PayAsync(other, amount, NewKey())).Expect(201);
        Assert.Equal(0, await user.BalanceAsync());
        Assert.Equal(amount, await other.BalanceAsync());
    }
}
