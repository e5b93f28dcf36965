using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

public abstract partial class LedgerConformance
{
    private static readonly DateTimeOffset NextDay = new(FakeTime.Start.Date.AddDays(1), TimeSpan.Zero);

    private static readonly TimeSpan Microsecond = TimeSpan.FromMicroseconds(1);

    [Fact]
    public async Task Limits_let_out_what_they_say_to_the_last_unit_and_a_refusal_stays_what_it_was()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 1000), await OpenWalletAsync("bob"));
        await LimitAsync(ada, 100, 250);
        var tooMuch = Commands.Transfer(ada, bob, 101);
        await ExpectLimitedAsync(100, tooMuch);
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, bob, 100));
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, bob, 100));
        await ExpectLimitedAsync(50, Commands.Transfer(ada, bob, 51));
        Assert.Equal(200, (await SpendingAsync(ada)).SpentTodayMinor);
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, bob, 50));
        await ExpectLimitedAsync(0, Commands.Transfer(ada, bob, 1));

        await ReopenAsync();
        Time.SetClock(NextDay);
        await LimitAsync(ada, null, null);
        var replayed = await ExpectAsync(OutcomeCode.LimitExceeded, tooMuch.Again());
        Assert.Equal((100, Timestamp.From(NextDay), true),
            (replayed.RemainingMinor, replayed.ResetsAt!.Value, replayed.Replayed));
        Assert.Equal(
            new KeyRecord(tooMuch.Fingerprint, OutcomeCode.LimitExceeded, null, 100, Timestamp.From(NextDay)),
            await Ledger.FindKeyAsync(ada, tooMuch.Key));
    }

    [Fact]
    public async Task What_one_batch_sends_adds_up()
    {
        var (ada, bob, eve) =
            (await OpenWalletAsync("ada", 1000), await OpenWalletAsync("bob", 1000), await OpenWalletAsync("eve"));
        await LimitAsync(ada, null, 100);

        var decisions = await ExpectAsync(
            [
                OutcomeCode.Committed, OutcomeCode.LimitExceeded, OutcomeCode.Committed, OutcomeCode.Committed,
                OutcomeCode.LimitExceeded, OutcomeCode.Committed,
            ],
            Commands.Transfer(ada, bob, 60), Commands.Transfer(ada, eve, 41), Commands.Transfer(bob, ada, 500),
            Commands.Transfer(ada, eve, 39), Commands.Transfer(ada, bob, 2), Commands.Transfer(ada, bob, 1));

        Assert.Equal((40, 1), (decisions[1].RemainingMinor, decisions[4].RemainingMinor));
        Assert.Equal(100, (await SpendingAsync(ada)).SpentTodayMinor);
        Assert.Equal(500, (await SpendingAsync(bob)).SpentTodayMinor);
    }

    [Fact]
    public async Task A_day_ends_at_midnight_of_UTC_by_the_date_that_a_transfer_gets()
    {
        var (ada, bob, eve) =
            (await OpenWalletAsync("ada", 1000), await OpenWalletAsync("bob", 10), await OpenWalletAsync("eve"));
        await LimitAsync(ada, null, 100);
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, bob, 100));
        Time.SetClock(NextDay - Microsecond);
        await ExpectLimitedAsync(0, Commands.Transfer(ada, bob, 1));
        Assert.Equal((100, 0, Timestamp.From(NextDay)), await SpendingAsync(ada) is { } before
            ? (before.SpentTodayMinor, before.LeftTodayMinor!.Value, before.ResetsAt)
            : default);

        Time.SetClock(NextDay);
        Assert.Equal((0, 100, Timestamp.From(NextDay.AddDays(1))), await SpendingAsync(ada) is { } after
            ? (after.SpentTodayMinor, after.LeftTodayMinor!.Value, after.ResetsAt)
            : default);
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(bob, eve, 1));
        // The clock goes back by an hour. Whom it reached before is on the next day, and so is who pays them.
        Time.SetClock(NextDay - TimeSpan.FromHours(1));
        await ExpectAsync(
            [OutcomeCode.LimitExceeded, OutcomeCode.Committed, OutcomeCode.LimitExceeded],
            Commands.Transfer(ada, await OpenWalletAsync("fay"), 1), Commands.Transfer(ada, bob, 100),
            Commands.Transfer(ada, eve, 1));
        Assert.Equal(100, (await SpendingAsync(ada)).SpentTodayMinor);
    }

    [Fact]
    public async Task What_was_sent_before_a_limit_was_set_counts_and_what_goes_other_ways_does_not()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 1000), await OpenWalletAsync("bob", 100));
        Assert.Equal(0, (await SpendingAsync(ada)).SpentTodayMinor);
        var paid = await PayAsync(ada, bob, 70);
        var got = await PayAsync(bob, ada, 50);
        await LimitAsync(ada, 30, 100);
        Assert.Equal(30, (await SpendingAsync(ada)).LeftTodayMinor);

        // Neither what gives back what was received nor what comes back of what was sent changes it.
        await ExpectAsync(OutcomeCode.Committed, Commands.Refund(got, 40));
        await ExpectAsync(OutcomeCode.Committed, Commands.Reversal(got, 10));
        await ExpectAsync(OutcomeCode.Committed, Commands.Refund(paid, 70));
        await ExpectAsync(OutcomeCode.Committed, Commands.Deposit(ada, 500));
        Assert.Equal((70, 30), await SpendingAsync(ada) is { } view
            ? (view.SpentTodayMinor, view.LeftTodayMinor!.Value)
            : default);
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, bob, 30));

        // Everything else that stops a payment comes first.
        await ExpectAsync(OutcomeCode.ReceiverNotFound, Commands.Transfer(ada, Commands.Wallet("nobody"), 1));
        await ExpectAsync(OutcomeCode.InsufficientFunds, Commands.Transfer(ada, bob, 1_000_000));
        await ExpectLimitedAsync(0, Commands.Transfer(ada, bob, 1));
    }

    [Fact]
    public async Task What_is_lowered_holds_at_once_and_what_is_raised_waits_for_a_day()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 1000), await OpenWalletAsync("bob"));
        Assert.Equal((SpendingLimits.None, null), Limited(await SpendingAsync(ada)));
        Assert.Equal((new SpendingLimits(100, 500), null), Limited(await LimitAsync(ada, 100, 500)));
        Time.Advance(TimeSpan.FromHours(1));

        // One is lowered and the other one raised.
        var due = Timestamp.Now(Time).Plus(TimeSpan.FromHours(24));
        (SpendingLimits, PendingLimits?) mixed =
            (new SpendingLimits(50, 500), new PendingLimits(new SpendingLimits(50, 800), due));
        Assert.Equal(mixed, Limited(await LimitAsync(ada, 50, 800)));
        await ExpectLimitedAsync(50, Commands.Transfer(ada, bob, 51));
        // The same again changes nothing, however late it comes.
        Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(mixed, Limited(await LimitAsync(ada, 50, 800)));
        await ReopenAsync();
        Assert.Equal(mixed, Limited(await SpendingAsync(ada)));

        // Another one takes its place: what was to come is forgotten.
        Time.Advance(TimeSpan.FromHours(1));
        due = Timestamp.Now(Time).Plus(TimeSpan.FromHours(24));
        Assert.Equal((new SpendingLimits(50, 400), null), Limited(await LimitAsync(ada, 50, 400)));
        Assert.Equal((new SpendingLimits(50, 400), new PendingLimits(new SpendingLimits(null, 400), due)),
            Limited(await LimitAsync(ada, null, 400)));
        Time.Advance(TimeSpan.FromHours(24) - Microsecond);
        await ExpectLimitedAsync(50, Commands.Transfer(ada, bob, 51));
        Assert.NotNull((await SpendingAsync(ada)).Pending);

        Time.Advance(Microsecond);
        Assert.Equal((new SpendingLimits(null, 400), null), Limited(await SpendingAsync(ada)));
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, bob, 51));
        await ExpectLimitedAsync(349, Commands.Transfer(ada, bob, 350));
        // What has come due is what the next one is compared with.
        Assert.Equal((new SpendingLimits(200, 400), null), Limited(await LimitAsync(ada, 200, 400)));
        Assert.Equal((new SpendingLimits(200, 400), null), Limited(await LimitAsync(ada, 200, 400)));
        await LimitAsync(ada, null, null);
        Time.Advance(TimeSpan.FromHours(24));
        Assert.Equal((SpendingLimits.None, null), Limited(await SpendingAsync(ada)));
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, bob, 900));
    }

    [Fact]
    public async Task Nothing_gets_out_where_the_limit_is_nothing()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob", 100));
        await LimitAsync(ada, 0, null);
        await LimitAsync(bob, null, 0);
        await ExpectLimitedAsync(0, Commands.Transfer(ada, bob, 1));
        await ExpectLimitedAsync(0, Commands.Transfer(bob, ada, 1));
        await ExpectAsync(OutcomeCode.Committed, Commands.Deposit(ada, 1));
    }

    [Fact]
    public async Task Limits_are_of_wallets_that_somebody_has()
    {
        Assert.Null(await Spending.FindSpendingAsync(Commands.Wallet("nobody")));
        Assert.Null(await Spending.SetLimitsAsync(Commands.Wallet("nobody"), new SpendingLimits(1, 1)));
        Assert.Null(await Spending.SetLimitsAsync(WalletId.Issuer, new SpendingLimits(1, 1)));
        await OpenWalletAsync("ada", 100);
    }

    [Fact]
    public async Task Racing_batches_never_pass_a_limit()
    {
        const int Allowed = 60;
        var (ada, bob) = (await OpenWalletAsync("ada", 1000), await OpenWalletAsync("bob"));
        await LimitAsync(ada, null, Allowed);

        var decisions = await InParallelAsync(16, async i => await Ledger.CommitAsync(
            [.. Enumerable.Range(0, i % 2 == 0 ? 1 : 16).Select(_ => Commands.Transfer(ada, bob, 1))]));

        Assert.Equal(Allowed, decisions.Sum(static batch =>
            batch.Count(static decision => decision.Code == OutcomeCode.Committed)));
        Assert.All(decisions.SelectMany(static batch => batch), static decision =>
            Assert.True(decision.Code is OutcomeCode.Committed or OutcomeCode.LimitExceeded, $"{decision.Code}"));
        Assert.Equal(Allowed, (await SpendingAsync(ada)).SpentTodayMinor);
    }

    [Fact]
    public async Task A_limit_that_was_set_holds_for_all_that_is_asked_for_after_it()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 1000), await OpenWalletAsync("bob"));
        using var stop = new CancellationTokenSource();
        var paying = InParallelAsync(4, async _ =>
        {
            var paid = 0;
            while (!stop.IsCancellationRequested)
                paid += (await Ledger.CommitOneAsync(Commands.Transfer(ada, bob, 1))).Transfer is null ? 0 : 1;
            return paid;
        });
        await Waiting.UntilAsync(async () => await Ledger.BalanceAsync(bob) > 5 || paying.IsCompleted);

        await LimitAsync(ada, 0, null);
        var after = await Ledger.BalanceAsync(bob);
        await ExpectLimitedAsync(0, Commands.Transfer(ada, bob, 1));
        await stop.CancelAsync();

        var all = (await paying).Sum();
        Assert.Equal(all, await Ledger.BalanceAsync(bob));
        Assert.Equal(after, all);
        Assert.Equal(all, (await SpendingAsync(ada)).SpentTodayMinor);
    }

    private static (SpendingLimits, PendingLimits?) Limited(SpendingView view) => (view.Limits, view.Pending);

    private async Task<SpendingView> SpendingAsync(WalletId wallet) =>
        Assert.IsType<SpendingView>(await Spending.FindSpendingAsync(wallet));

    private async Task<SpendingView> LimitAsync(WalletId wallet, long? perTransfer, long? perDay)
    {
        var view = Assert.IsType<SpendingView>(
            await Spending.SetLimitsAsync(wallet, new SpendingLimits(perTransfer, perDay)));
        Assert.Equal(await SpendingAsync(wallet), view);
        return view;
    }

    private async Task ExpectLimitedAsync(long remaining, LedgerCommand command)
    {
        var decision = await ExpectAsync(OutcomeCode.LimitExceeded, command);
        var midnight = Timestamp.From(new DateTimeOffset(Time.GetUtcNow().Date.AddDays(1), TimeSpan.Zero));
        Assert.Equal((remaining, midnight), (decision.RemainingMinor, decision.ResetsAt));
    }
}
