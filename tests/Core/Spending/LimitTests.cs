using Wallet.TestKit;
using Xunit;
using static Wallet.Core.OutcomeCode;

namespace Wallet.Core.Tests;

/// <summary>How limits are judged in a batch.</summary>
public sealed class LimitTests
{
    private static readonly WalletId Ada = Commands.Wallet("ada"), Bob = Commands.Wallet("bob");

    private static readonly Timestamp Noon = Timestamp.From(FakeTime.Start);

    private static readonly Timestamp Midnight = DaySpending.EndOfDay(Noon);

    private static readonly long Today = DaySpending.DayOf(Noon);

    [Theory]
    // Per transfer, per day, sent before, amount, what would be allowed if it is refused; -1 is no limit.
    [InlineData(-1, -1, 900, 100, -1)]
    [InlineData(100, -1, 900, 100, -1)]
    [InlineData(100, -1, 900, 101, 100)]
    [InlineData(-1, 100, 0, 100, -1)]
    [InlineData(-1, 100, 0, 101, 100)]
    [InlineData(-1, 100, 99, 1, -1)]
    [InlineData(-1, 100, 99, 2, 1)]
    [InlineData(-1, 100, 100, 1, 0)]
    [InlineData(-1, 100, 5000, 1, 0)]
    [InlineData(50, 100, 40, 51, 50)]
    [InlineData(50, 100, 60, 50, 40)]
    [InlineData(50, 100, 60, 40, -1)]
    [InlineData(0, -1, 0, 1, 0)]
    [InlineData(-1, 0, 0, 1, 0)]
    public void Both_limits_hold_to_the_last_unit(
        long perTransfer, long perDay, long spent, long amount, long allowed)
    {
        var ada = Wallet(perTransfer, perDay, new DaySpending(Today, spent, 0));

        var decision = Assert.Single(Decide([Commands.Transfer(Ada, Bob, amount)], ada));

        Assert.Equal(allowed < 0 ? (Committed, null, null) : (LimitExceeded, (long?)allowed, (Timestamp?)Midnight),
            (decision.Code, decision.RemainingMinor, decision.ResetsAt));
        Assert.Equal(new DaySpending(Today, decision.Transfer is null ? spent : spent + amount, 0), ada.Spending);
    }

    [Fact]
    public void A_day_is_that_of_the_date_that_the_transfer_gets()
    {
        var last = new Timestamp(Midnight.UnixMicroseconds - 1);
        foreach (var (now, ofSender, ofReceiver, isNext) in new[]
        {
            (last, Noon, Noon, false), (Midnight, Noon, Noon, true), (Noon, Midnight, Noon, true),
            (Noon, Noon, Midnight, true), (Noon, last, last, false),
        })
        {
            var ada = Wallet(-1, 100, new DaySpending(Today, 60, 3), ofSender);
            var batch = new LedgerBatch([Commands.Transfer(Ada, Bob, 41)]);
            var bob = WalletStates.Of(Bob, 0);
            bob.LastEntryAt = ofReceiver;
            batch.Tell(ada, bob);

            var decision = Assert.Single(batch.Decide(now));

            Assert.Equal(isNext ? (Committed, null) : (LimitExceeded, Midnight), (decision.Code, decision.ResetsAt));
            Assert.Equal(isNext ? new DaySpending(Today + 1, 41, 3) : new DaySpending(Today, 60, 3), ada.Spending);
        }
    }

    [Fact]
    public void Only_what_says_so_counts()
    {
        Assert.Equal(
            [Operation.Transfer, Operation.Hold],
            Operations.All.Where(static rules => rules.CountsTowardsLimits).Select(static rules => rules.Code));

        var paid = new Transfer(
            TransferId.New(TimeProvider.System), Bob, Ada, Amount.From(100), 0, 0, default, null, Operation.Transfer);
        var ada = Wallet(1, 1, default);
        var batch = new LedgerBatch(
            [Commands.Refund(paid, 60), Commands.Reversal(paid, 30), Commands.Deposit(Ada, 500)]);
        batch.Tell(ada, WalletStates.Of(Bob, 0));
        batch.FoundLinked(new LinkedTransfer(paid, 0));
        batch.FoundLog(OperatorLogHead.Empty);

        Assert.All(batch.Decide(Noon), static decision => Assert.Equal(Committed, decision.Code));
        Assert.Equal(default, ada.Spending);
    }

    [Fact]
    public void What_a_batch_sends_adds_up_and_what_it_refuses_does_not()
    {
        var ada = Wallet(-1, 100, default);
        Assert.Equal(
            [(Committed, null), (LimitExceeded, 40), (Committed, null), (LimitExceeded, 0L)],
            Decide(
                [
                    Commands.Transfer(Ada, Bob, 60), Commands.Transfer(Ada, Bob, 41), Commands.Transfer(Ada, Bob, 40),
                    Commands.Transfer(Ada, Bob, 1),
                ],
                ada).Select(static decision => (decision.Code, decision.RemainingMinor)));
        Assert.Equal(new DaySpending(Today, 100, 0), ada.Spending);
    }

    [Fact]
    public void What_is_held_counts_on_the_day_it_is_held_as_what_is_sent_does()
    {
        var ada = Wallet(-1, 100, new DaySpending(Today - 1, 100, 0));
        Assert.Equal(
            [(Committed, null), (LimitExceeded, 40), (LimitExceeded, 40), (Committed, null), (LimitExceeded, 0L)],
            Decide(
                [
                    Commands.Hold(Ada, Bob, 60), Commands.Hold(Ada, Bob, 41), Commands.Transfer(Ada, Bob, 41),
                    Commands.Transfer(Ada, Bob, 40), Commands.Hold(Ada, Bob, 1),
                ],
                ada).Select(static decision => (decision.Code, decision.RemainingMinor)));
        Assert.Equal(new DaySpending(Today, 100, 0), ada.Spending);
    }

    [Theory]
    [InlineData(-1, LimitExceeded)]
    [InlineData(0, Committed)]
    public void A_raise_is_due_after_a_day_by_the_date_that_the_transfer_gets(int microseconds, OutcomeCode expected)
    {
        var limits = WalletLimits.Set(
            WalletLimits.Set(null, new SpendingLimits(100, null), Noon), new SpendingLimits(101, null), Noon);
        var at = Noon.Plus(TimeSpan.FromHours(24) + TimeSpan.FromMicroseconds(microseconds));
        // Whichever is the latest: the clock, the sender's last entry, or the receiver's.
        foreach (var (now, ofSender, ofReceiver) in new[] { (at, Noon, Noon), (Noon, at, Noon), (Noon, Noon, at) })
        {
            var (ada, bob) = (WalletStates.Of(Ada, 1000, limits: limits), WalletStates.Of(Bob, 0));
            (ada.LastEntryAt, bob.LastEntryAt) = (ofSender, ofReceiver);
            var batch = new LedgerBatch([Commands.Transfer(Ada, Bob, 101)]);
            batch.Tell(ada, bob);
            Assert.Equal(expected, Assert.Single(batch.Decide(now)).Code);
        }
    }

    [Fact]
    public void What_goes_on_from_a_hold_or_back_counts_no_second_time()
    {
        var held = new Transfer(
            TransferId.New(TimeProvider.System), Bob, WalletId.Escrow, Amount.From(100), 0, 100, Noon, null,
            Operation.Hold, null, new HoldTerms(Bob, Ada, Midnight));
        var (ada, bob) = (Wallet(0, 0, default), WalletStates.Of(Bob, 0));
        var batch = new LedgerBatch([Commands.Capture(held, 60), Commands.Release(held)]);
        var escrow = WalletStates.Of(WalletId.Escrow, 100);
        batch.Tell(ada, bob, escrow);
        batch.FoundLinked(new LinkedTransfer(held, 0));

        Assert.All(batch.Decide(Noon), static decision => Assert.Equal(Committed, decision.Code));
        Assert.All(new[] { ada, bob, escrow }, static wallet => Assert.Equal(default, wallet.Spending));
    }

    [Fact]
    public void The_same_key_is_told_the_same_though_the_limit_is_another_by_then()
    {
        var command = Commands.Transfer(Ada, Bob, 101);
        var record = new KeyRecord(command.Fingerprint, LimitExceeded, null, 7, Midnight);
        var batch = new LedgerBatch([command.Again(), command.Again()]);
        batch.FoundKey(0, record);
        batch.FoundKey(1, record);

        Assert.All(batch.Decide(Noon), static decision =>
            Assert.Equal(new Decision(LimitExceeded, null, true, 7, Midnight), decision));
    }

    [Fact]
    public void A_sum_that_no_number_holds_stays_the_largest()
    {
        var spending = new DaySpending(Today, long.MaxValue - 5, 0).With(Amount.From(5), Noon);
        Assert.Equal(long.MaxValue, spending.SpentMinor);
        Assert.Equal(long.MaxValue, spending.With(Amount.From(1), Noon).SpentMinor);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(86_399_999_999, 0)]
    [InlineData(86_400_000_000, 1)]
    [InlineData(-1, -1)]
    [InlineData(-86_400_000_000, -1)]
    [InlineData(-86_400_000_001, -2)]
    public void A_day_begins_at_midnight_before_1970_too(long microseconds, long day)
    {
        var at = new Timestamp(microseconds);
        Assert.Equal(day, DaySpending.DayOf(at));
        Assert.Equal((day + 1) * 86_400_000_000, DaySpending.EndOfDay(at).UnixMicroseconds);
    }

    private static WalletState Wallet(
        long perTransfer, long perDay, DaySpending spending, Timestamp lastEntryAt = default)
    {
        var wanted = new SpendingLimits(perTransfer < 0 ? null : perTransfer, perDay < 0 ? null : perDay);
        var wallet = WalletStates.Of(Ada, 10_000, limits: WalletLimits.Set(null, wanted, Noon));
        (wallet.LastEntryAt, wallet.Spending) = (lastEntryAt, spending);
        return wallet;
    }

    private static Decision[] Decide(LedgerCommand[] commands, WalletState ada)
    {
        var batch = new LedgerBatch(commands);
        batch.Tell(ada, WalletStates.Of(Bob, 0));
        return batch.Decide(Noon);
    }
}
