using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

public abstract partial class LedgerConformance
{
    [Fact]
    public async Task A_transfer_is_never_dated_before_the_last_entry_of_either_wallet()
    {
        var (ada, bob, eve, fay) = (
            await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob", 100), await OpenWalletAsync("eve", 100),
            await OpenWalletAsync("fay", 100));
        Time.Advance(TimeSpan.FromHours(1));
        var late = Timestamp.Now(Time);
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, bob, 1));
        Time.SetClock(FakeTime.Start.AddMinutes(1));
        var early = Timestamp.Now(Time);

        // Ada's and Bob's last entries are late, Eve's and Fay's are not. The later one counts, on whichever side it
        // is.
        Assert.Equal(late, await DateOfAsync(Commands.Transfer(eve, ada, 1)));
        Assert.Equal(late, await DateOfAsync(Commands.Transfer(bob, fay, 1)));
        // And from there it goes on.
        await ReopenAsync();
        Assert.Equal(late, await DateOfAsync(Commands.Transfer(fay, await OpenWalletAsync("gus"), 1)));

        // Who has had nothing to do with it goes by the clock, issuer and all: the issuer's last entry is the deposit
        // at the start.
        Assert.Equal(early, await DateOfAsync(Commands.Deposit(await OpenWalletAsync("hal"), 1)));
    }

    [Fact]
    public async Task Dates_never_go_back_within_a_batch()
    {
        var (ada, bob, eve) =
            (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob", 100), await OpenWalletAsync("eve", 100));
        var before = Timestamp.Now(Time);
        Time.Advance(TimeSpan.FromHours(1));
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, bob, 1));
        var late = Timestamp.Now(Time);
        Time.SetClock(FakeTime.Start.AddMinutes(-5));

        var decisions = await Ledger.CommitAsync([Commands.Deposit(eve, 1), Commands.Transfer(eve, ada, 1),
            Commands.Transfer(eve, bob, 1), Commands.Deposit(eve, 1)]);

        // The deposit takes the issuer's last date; then Ada's date reaches Eve, and through her the issuer.
        Assert.Equal([before, late, late, late], decisions.Select(static decision => decision.Transfer!.CreatedAt));
    }

    [Fact]
    public async Task Dates_are_whole_microseconds()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        Time.Advance(TimeSpan.FromTicks(12_345_678_9));

        var decision = await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, bob, 1));

        Assert.Equal("2026-03-01T12:00:12.345678Z", decision.Transfer!.CreatedAt.ToString());
        Assert.Equal(decision.Transfer.CreatedAt, (await Ledger.ReadAllAsync(bob))[0].CreatedAt);
    }

    [Fact]
    public async Task A_clock_that_steps_far_ahead_dates_nothing_and_is_believed_again_when_it_is_right()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        var transfer = Commands.Transfer(ada, bob, 1);
        Time.Advance(TimeSpan.FromMinutes(1));
        Time.SetClock(FakeTime.Start.AddYears(100));

        var refused = await Assert.ThrowsAsync<LedgerClockException>(async () => await Ledger.CommitAsync([transfer]));
        Assert.Equal(LedgerFailure.Unavailable, refused.Failure);
        await Assert.ThrowsAsync<LedgerClockException>(async () => await Users.RegisterWalletAsync("eve"));
        Assert.False(await Ledger.IsReadyAsync());
        Assert.Null(await Ledger.FindKeyAsync(ada, transfer.Key));

        Time.SetClock(FakeTime.Start.AddMinutes(2));
        Assert.True(await Ledger.IsReadyAsync());
        Assert.Equal(Timestamp.Now(Time), await DateOfAsync(transfer));
        Assert.Equal(Timestamp.Now(Time), await DateOfAsync(Commands.Deposit(await OpenWalletAsync("eve"), 1)));
    }

    private async Task<Timestamp> DateOfAsync(LedgerCommand command) =>
        (await ExpectAsync(OutcomeCode.Committed, command)).Transfer!.CreatedAt;
}
