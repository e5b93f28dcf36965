using Xunit;

namespace Wallet.Core.Tests;

/// <summary>Limits are set by whoever knows the PIN, under its lockout.</summary>
public sealed class LimitSettingTests
{
    private static readonly SpendingLimits Some = new(100, 500);

    [Fact]
    public async Task The_right_PIN_sets_them_and_wrong_ones_count()
    {
        await using var world = new World();
        var ada = await world.RegisterAsync("ada", 1000);
        var setting = new LimitSetting(world.Pins, world.Spending);

        for (var left = 4; left >= 0; left--)
        {
            var wrong = await setting.SetAsync(ada, Some, World.WrongPin);
            Assert.Equal(new LimitsResult(new SecretCheck(SecretVerdict.Wrong, left)), wrong);
        }

        var locked = await setting.SetAsync(ada, Some, World.Pin);
        Assert.Equal((SecretVerdict.Locked, null), (locked.Check.Verdict, locked.View));
        Assert.Equal(SpendingLimits.None, (await world.Spending.FindSpendingAsync(ada.Wallet))!.Limits);

        world.Time.Advance(world.PinOptions.LockFor);
        var set = await setting.SetAsync(ada, Some, World.Pin);
        Assert.Equal((SecretVerdict.Verified, Some), (set.Check.Verdict, set.View!.Limits));
        Assert.Equal(set.View, await world.Spending.FindSpendingAsync(ada.Wallet));
    }

    [Fact]
    public async Task A_ledger_that_fails_is_told_as_a_value_and_nobodys_wallet_too()
    {
        await using var world = new World();
        var ada = await world.RegisterAsync("ada");

        Assert.Equal(new LimitsResult(new SecretCheck(SecretVerdict.Unavailable)),
            await new LimitSetting(world.Pins, new DownStore()).SetAsync(ada, Some, World.Pin));
        Assert.Equal(new LimitsResult(new SecretCheck(SecretVerdict.UnknownUser)),
            await new LimitSetting(world.Pins, world.Spending).SetAsync(
                ada with { Wallet = WalletId.Issuer }, Some, World.Pin));
    }

    private sealed class DownStore : ISpendingStore
    {
        public ValueTask<SpendingView?> FindSpendingAsync(WalletId wallet) => throw Down();

        public ValueTask<SpendingView?> SetLimitsAsync(WalletId wallet, SpendingLimits limits) => throw Down();

        private static LedgerException Down() => new(LedgerFailure.Unknown, "down");
    }
}
