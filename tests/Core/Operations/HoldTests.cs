using Wallet.TestKit;
using Xunit;
using static Wallet.Core.OutcomeCode;

namespace Wallet.Core.Tests;

/// <summary>Holds, and what becomes of them.</summary>
public sealed class HoldTests
{
    private static readonly WalletId Ada = Commands.Wallet("ada"), Hotel = Commands.Wallet("hotel");

    private static readonly Timestamp Now = new(1_000_000_000), End = Now.Plus(TimeSpan.FromHours(1));

    private static readonly Transfer Held = new(
        TransferId.New(TimeProvider.System), Ada, WalletId.Escrow, Amount.From(100), 0, 100, Now, null, Operation.Hold,
        null, new HoldTerms(Ada, Hotel, End));

    [Fact]
    public void It_goes_into_escrow_and_ends_by_the_time_of_its_making()
    {
        var command = Commands.Hold(Ada, Hotel, 30, note: "room", expiresIn: TimeSpan.FromMinutes(90));
        Assert.Equal(
            (Ada, Ada, WalletId.Escrow, null), (command.Caller, command.Sender, command.Receiver, command.Link));

        // An entry of the payer is from later than the clock says.
        var ada = WalletStates.Of(Ada, 100);
        ada.LastEntryAt = Now.Plus(TimeSpan.FromSeconds(5));
        var decision = Assert.Single(Decide(Now, [command], ada, WalletStates.Of(Hotel, 0)));

        Assert.Equal(
            new Transfer(command.ProposedId, Ada, WalletId.Escrow, Amount.From(30), 70, 130, ada.LastEntryAt,
                command.Note, Operation.Hold, null,
                new HoldTerms(Ada, Hotel, ada.LastEntryAt.Plus(TimeSpan.FromMinutes(90)))),
            decision.Transfer);
    }

    [Theory]
    [InlineData("nobody@wallet")]
    [InlineData("issuer@wallet")]
    [InlineData("escrow@wallet")]
    public void Whom_it_is_for_must_be_there(string receiver) => Assert.Equal(ReceiverNotFound, Assert.Single(Decide(
        Now, [Commands.Hold(Ada, WalletId.Parse(receiver), 30)], WalletStates.Of(Ada, 0))).Code);

    [Fact]
    public void It_never_overdraws_and_a_freeze_of_the_payer_stops_it()
    {
        Assert.Equal(InsufficientFunds, Assert.Single(Decide(
            Now, [Commands.Hold(Ada, Hotel, 31)], WalletStates.Of(Ada, 30), WalletStates.Of(Hotel, 0))).Code);
        Assert.Equal(WalletFrozen, Assert.Single(Decide(
            Now, [Commands.Hold(Ada, Hotel, 30)], WalletStates.Of(Ada, 30, true), WalletStates.Of(Hotel, 0))).Code);
    }

    [Fact]
    public void Escrow_may_hold_more_than_a_user_and_nobody_can_pay_it()
    {
        var escrow = WalletStates.Of(WalletId.Escrow, Limits.MaxBalanceMinor);
        Assert.Equal(Committed, Assert.Single(Decide(
            Now, [Commands.Hold(Ada, Hotel, 30)], escrow, WalletStates.Of(Ada, 30), WalletStates.Of(Hotel, 0))).Code);
        escrow = WalletStates.Of(WalletId.Escrow, long.MaxValue - 29);
        Assert.Equal(BalanceLimit, Assert.Single(Decide(
            Now, [Commands.Hold(Ada, Hotel, 30)], escrow, WalletStates.Of(Ada, 30), WalletStates.Of(Hotel, 0))).Code);
        Assert.Equal(ReceiverNotFound, Assert.Single(Decide(
            Now, [Commands.Transfer(Ada, WalletId.Escrow, 1)], WalletStates.Of(Ada, 30))).Code);
    }

    [Fact]
    public void Captures_in_parts_and_a_release_share_what_is_left()
    {
        var batch = new LedgerBatch([
            Commands.Capture(Held, 60), Commands.Capture(Held, 41), Commands.Release(Held), Commands.Capture(Held),
            Commands.Release(Held), Commands.Expire(Held), Commands.Capture(Held, 1),
        ]);
        var decisions = Decide(batch, Now, WalletStates.Of(Ada, 5), WalletStates.Of(Hotel, 0));

        Assert.Equal(
            [(Committed, 60, null), (HoldExceeds, null, 40), (Committed, 40, null), (HoldClosed, null, null),
                (HoldClosed, null, null), (HoldClosed, null, null), (HoldClosed, null, null)],
            decisions.Select(static one => (one.Code, one.Transfer?.Amount.Minor, one.RemainingMinor)));
        Assert.Equal(
            [(WalletId.Escrow, Hotel, 60, Operation.Capture), (WalletId.Escrow, Ada, 45, Operation.Release)],
            decisions.Select(static one => one.Transfer).OfType<Transfer>().Select(static one =>
                (one.Sender, one.Receiver, one.ReceiverBalanceAfterMinor, one.Operation)));
        Assert.All(decisions.Select(static one => one.Transfer).OfType<Transfer>(),
            static one => Assert.Equal((Held.Hold, Held.Id), (one.Hold, one.Link)));
        Assert.Equal([Held.Id], batch.ClosedHolds);
    }

    [Fact]
    public void It_is_closed_by_whatever_takes_the_last_of_it_and_by_nothing_before()
    {
        var batch = new LedgerBatch([Commands.Capture(Held, 99)]);
        Decide(batch, Now, WalletStates.Of(Hotel, 0));
        Assert.Empty(batch.ClosedHolds);
        batch = new LedgerBatch([Commands.Capture(Held, 1)]);
        Decide(batch, Now, 99, WalletStates.Of(Hotel, 0));
        Assert.Equal([Held.Id], batch.ClosedHolds);
        // A transfer that is given back whole is no hold that closes.
        var paid = Held with { Operation = Operation.Transfer, Receiver = Hotel, Hold = null };
        batch = new LedgerBatch([Commands.Refund(paid, 100)]);
        batch.Tell(WalletStates.Of(Ada, 0), WalletStates.Of(Hotel, 100));
        batch.FoundLinked(new LinkedTransfer(paid, 0));
        Assert.Equal(Committed, Assert.Single(batch.Decide(Now)).Code);
        Assert.Empty(batch.ClosedHolds);
    }

    [Fact]
    public void A_batch_closes_all_the_holds_of_which_it_takes_the_last()
    {
        var other = Held with { Id = TransferId.New(TimeProvider.System) };
        var batch = new LedgerBatch([Commands.Capture(Held), Commands.Release(other)]);
        batch.FoundLinked(new LinkedTransfer(other, 0));
        Decide(batch, Now, WalletStates.Of(WalletId.Escrow, 200));
        Assert.Equal([Held.Id, other.Id], batch.ClosedHolds);
    }

    [Theory]
    [InlineData(-1, Committed, Unavailable)]
    [InlineData(0, HoldExpired, Committed)]
    [InlineData(1, HoldExpired, Committed)]
    public void Its_end_is_exact(int microseconds, OutcomeCode captured, OutcomeCode swept)
    {
        var now = End.Plus(TimeSpan.FromMicroseconds(microseconds));
        Assert.Equal(captured, Assert.Single(
            Decide(now, [Commands.Capture(Held, 1)], WalletStates.Of(Hotel, 0))).Code);
        var batch = new LedgerBatch([Commands.Expire(Held)]);
        Assert.Equal(swept, Assert.Single(Decide(batch, now, WalletStates.Of(Ada, 0))).Code);
        Assert.Equal(swept == Committed ? 1 : 0, batch.Records.Count);
        Assert.Equal(Committed, Assert.Single(Decide(now, [Commands.Release(Held)], WalletStates.Of(Ada, 0))).Code);
    }

    [Fact]
    public void A_wallet_that_is_ahead_of_the_clock_captures_by_its_own_time()
    {
        var hotel = WalletStates.Of(Hotel, 0);
        hotel.LastEntryAt = End;
        Assert.Equal(HoldExpired, Assert.Single(Decide(Now, [Commands.Capture(Held, 1)], hotel)).Code);
        // And so does escrow, which no entry of a hold is dated before.
        var escrow = WalletStates.Of(WalletId.Escrow, 100);
        escrow.LastEntryAt = End;
        Assert.Equal([HoldExpired, Committed], Decide(
            Now, [Commands.Capture(Held, 1), Commands.Expire(Held)], escrow).Select(static one => one.Code));
    }

    [Fact]
    public void At_its_end_the_first_release_of_a_batch_gives_it_back_and_no_capture_gets_any_of_it() => Assert.Equal(
        [HoldExpired, Committed, HoldClosed, HoldExpired],
        Decide(
            End,
            [Commands.Capture(Held, 60), Commands.Release(Held), Commands.Expire(Held), Commands.Capture(Held, 60)],
            WalletStates.Of(Ada, 0)).Select(static one => one.Code));

    [Fact]
    public void What_has_expired_is_released_under_one_key_of_escrows_whoever_asks_for_it()
    {
        var (first, second) = (Commands.Expire(Held), Commands.Expire(Held));
        Assert.Equal(
            (WalletId.Escrow, WalletId.Escrow, Ada, "expire:" + Held.Id, Held.Id, true),
            (first.Caller, first.Sender, first.Receiver, first.Key.Value, first.Link!.Value, first.Amount.IsRest));
        Assert.Equal((first.Key, first.Fingerprint), (second.Key, second.Fingerprint));
        Assert.Equal((false, true), (first.RecordsRefusals, Commands.Release(Held).RecordsRefusals));

        Assert.Equal([(Committed, false), (Committed, true)],
            Decide(End, [first, second], WalletStates.Of(Ada, 0)).Select(static one => (one.Code, one.Replayed)));
    }

    // Each with every later one that can apply with it: the first is the outcome.
    [Theory]
    [InlineData(WalletFrozen, true, true, true, 50)]
    [InlineData(WalletFrozen, true, true, true, 0)]
    [InlineData(BalanceLimit, false, true, true, 50)]
    [InlineData(BalanceLimit, false, true, false, 0)]
    [InlineData(HoldExpired, false, false, true, 50)]
    [InlineData(HoldExpired, false, false, true, 0)]
    [InlineData(HoldClosed, false, false, false, 0)]
    [InlineData(HoldExceeds, false, false, false, 9)]
    [InlineData(TooManyParts, false, false, false, 11)]
    [InlineData(Committed, false, false, false, 10)]
    public void Where_several_refusals_of_a_capture_apply_the_first_is_the_outcome(
        OutcomeCode expected, bool frozen, bool full, bool isOver, long left)
    {
        var hotel = WalletStates.Of(Hotel, full ? Limits.MaxBalanceMinor - 9 : 0, frozen);
        var decision = DecideAfterParts(Commands.Capture(Held, 10), isOver ? End : Now, left, hotel);
        Assert.Equal(
            (expected, expected == HoldExceeds ? left : (long?)null), (decision.Code, decision.RemainingMinor));
    }

    [Theory]
    [InlineData(BalanceLimit, true, 50)]
    [InlineData(HoldClosed, true, 0)]
    [InlineData(Committed, false, 50)]
    public void Where_several_refusals_of_a_release_apply_the_first_is_the_outcome(
        OutcomeCode expected, bool full, long left)
    {
        Assert.Equal(expected, Decided(Commands.Release(Held), Now));
        Assert.Equal(expected, Decided(Commands.Expire(Held), End));
        // It is too early for it to go back by itself.
        Assert.Equal(expected == Committed ? Unavailable : expected, Decided(Commands.Expire(Held), Now));

        OutcomeCode Decided(LedgerCommand command, Timestamp now) => DecideAfterParts(
            command, now, left, WalletStates.Of(Ada, full ? Limits.MaxBalanceMinor : 0, frozen: true),
            WalletStates.Of(Hotel, 0)).Code;
    }

    [Theory]
    [InlineData(ReceiverNotFound, "nobody@wallet", true, 9, true)]
    [InlineData(WalletFrozen, "hotel@wallet", true, 9, true)]
    [InlineData(InsufficientFunds, "hotel@wallet", false, 9, true)]
    [InlineData(BalanceLimit, "hotel@wallet", false, 10, true)]
    [InlineData(LimitExceeded, "hotel@wallet", false, 10, false)]
    public void Where_several_refusals_of_a_hold_apply_the_first_is_the_outcome(
        OutcomeCode expected, string receiver, bool frozen, long balanceMinor, bool escrowIsFull)
    {
        // Less than is asked for is let out by the payer's limits, in every row.
        var ada = WalletStates.Of(Ada, balanceMinor, frozen, new WalletLimits(new SpendingLimits(9, null)));
        var escrow = WalletStates.Of(WalletId.Escrow, escrowIsFull ? long.MaxValue - 9 : 0);
        var decision = Assert.Single(Decide(Now, [Commands.Hold(Ada, WalletId.Parse(receiver), 10)], ada, escrow));
        Assert.Equal((expected, expected == LimitExceeded ? 9 : (long?)null), (decision.Code, decision.RemainingMinor));
        Assert.Equal((balanceMinor, default(DaySpending)), (ada.BalanceMinor, ada.Spending));
    }

    [Fact]
    public void Escrow_never_gives_what_it_has_not()
    {
        // Only a ledger that has been tampered with, or has a defect, has less there than is left of its holds.
        var error = Assert.Throws<InvalidOperationException>(
            () => Decide(Now, [Commands.Capture(Held, 100)], WalletStates.Of(WalletId.Escrow, 99)));
        Assert.Equal("A balance left its limits after it had been checked.", error.Message);
    }

    [Fact]
    public void Of_an_expired_hold_it_is_said_that_it_expired_whatever_is_left_of_it()
    {
        var batch = new LedgerBatch([Commands.Capture(Held, 101)]);
        Assert.Equal(HoldExpired, Assert.Single(Decide(batch, End, 100, WalletStates.Of(Hotel, 0))).Code);
        batch = new LedgerBatch([Commands.Capture(Held, 101)]);
        Assert.Equal(HoldExpired, Assert.Single(Decide(batch, End, WalletStates.Of(Hotel, 0))).Code);
    }

    [Fact]
    public void A_freeze_stops_a_capture_by_its_receivers_side_alone_and_a_release_never()
    {
        var (ada, hotel) = (WalletStates.Of(Ada, 0, true), WalletStates.Of(Hotel, 0));
        Assert.Equal(Committed, Assert.Single(Decide(Now, [Commands.Capture(Held, 1)], ada, hotel)).Code);
        Assert.Equal(WalletFrozen, Assert.Single(
            Decide(Now, [Commands.Capture(Held, 101)], WalletStates.Of(Hotel, 0, true))).Code);
        Assert.Equal(Committed, Assert.Single(Decide(
            Now, [Commands.Release(Held)], WalletStates.Of(Ada, 0, true), WalletStates.Of(Hotel, 0, true))).Code);
    }

    [Fact]
    public void What_comes_by_itself_is_not_recorded_when_it_is_refused()
    {
        var full = WalletStates.Of(Ada, Limits.MaxBalanceMinor);
        var batch = new LedgerBatch([Commands.Expire(Held), Commands.Release(Held, "asked")]);
        Assert.Equal([BalanceLimit, BalanceLimit],
            Decide(batch, End, full, WalletStates.Of(Hotel, 0)).Select(static one => one.Code));
        Assert.Equal("asked", Assert.Single(batch.Records).Command.Key.Value);
    }

    [Theory]
    [InlineData(Limits.MaxParts - 1, Committed)]
    [InlineData(Limits.MaxParts, TooManyParts)]
    public void After_so_many_parts_only_all_that_is_left_can_follow(int parts, OutcomeCode part)
    {
        var batch = new LedgerBatch([Commands.Capture(Held, 1), Commands.Capture(Held, 2), Commands.Capture(Held)]);
        batch.Tell(WalletStates.Of(WalletId.Escrow, 100), WalletStates.Of(Hotel, 0));
        batch.FoundLinked(new LinkedTransfer(Held, 50, parts));
        Assert.Equal([part, TooManyParts, Committed], batch.Decide(Now).Select(static one => one.Code));

        var paid = Held with { Operation = Operation.Transfer, Receiver = Hotel, Hold = null };
        batch = new LedgerBatch([Commands.Refund(paid, 1), Commands.Refund(paid, 2), Commands.Refund(paid)]);
        batch.Tell(WalletStates.Of(Ada, 0), WalletStates.Of(Hotel, 100));
        batch.FoundLinked(new LinkedTransfer(paid, 50, parts));
        Assert.Equal([part, TooManyParts, Committed], batch.Decide(Now).Select(static one => one.Code));
    }

    [Fact]
    public void A_capture_is_refunded_to_the_payer_and_not_to_escrow()
    {
        var captured = new Transfer(
            TransferId.New(TimeProvider.System), WalletId.Escrow, Hotel, Amount.From(60), 40, 60, Now, null,
            Operation.Capture, Held.Id, Held.Hold);
        foreach (var command in (LedgerCommand[])[Commands.Refund(captured, 60), Commands.Reversal(captured, 60)])
        {
            var batch = new LedgerBatch([command]);
            batch.Tell(WalletStates.Of(Ada, 0), WalletStates.Of(Hotel, 60));
            batch.FoundLinked(new LinkedTransfer(captured, 0));
            batch.FoundLog(OperatorLogHead.Empty);
            var moved = Assert.Single(batch.Decide(Now)).Transfer!;
            Assert.Equal((Hotel, Ada, 60, null),
                (moved.Sender, moved.Receiver, moved.ReceiverBalanceAfterMinor, moved.Hold));
        }
    }

    [Fact]
    public void It_is_another_request_with_another_receiver_time_amount_or_note() => Assert.Equal(8,
        new[]
        {
            Commands.Hold(Ada, Hotel, 1), Commands.Hold(Ada, Commands.Wallet("inn"), 1), Commands.Hold(Ada, Hotel, 2),
            Commands.Hold(Ada, Hotel, 1, note: ""), Commands.Hold(Ada, Hotel, 1, expiresIn: TimeSpan.FromHours(2)),
            Commands.Transfer(Ada, Hotel, 1), Commands.Capture(Held), Commands.Release(Held).CompletedBy(Held),
        }.Select(static command => command.Fingerprint).Distinct().Count());

    [Fact]
    public void What_refers_to_no_hold_or_to_another_s_is_an_error_here()
    {
        var other = Held with { Hold = new HoldTerms(Commands.Wallet("inn"), Hotel, End) };
        foreach (var command in (LedgerCommand[])
            [Commands.Expire(other), Commands.Expire(Held with { Id = TransferId.New(TimeProvider.System) }),
                Commands.Capture(Held) with { Link = null }, Commands.Capture(Held) with { Receiver = Ada },
                Commands.Release(Held) with { Receiver = Hotel }])
        {
            Assert.Throws<InvalidOperationException>(() => Decide(
                End, [command], WalletStates.Of(Ada, 0), WalletStates.Of(Hotel, 0),
                WalletStates.Of(Commands.Wallet("inn"), 0)));
        }
    }

    // Of a hold that was captured in as many parts as there may be.
    private static Decision DecideAfterParts(
        LedgerCommand command, Timestamp now, long leftMinor, params WalletState[] wallets)
    {
        var batch = new LedgerBatch([command]);
        batch.Tell([WalletStates.Of(WalletId.Escrow, leftMinor), .. wallets]);
        batch.FoundLinked(new LinkedTransfer(Held, Held.Amount.Minor - leftMinor, Limits.MaxParts));
        return Assert.Single(batch.Decide(now));
    }

    private static Decision[] Decide(Timestamp now, LedgerCommand[] commands, params WalletState[] wallets) =>
        Decide(new LedgerBatch(commands), now, wallets);

    private static Decision[] Decide(LedgerBatch batch, Timestamp now, params WalletState[] wallets) =>
        Decide(batch, now, 0, wallets);

    private static Decision[] Decide(
        LedgerBatch batch, Timestamp now, long movedMinor, params WalletState[] wallets)
    {
        // Whoever asks is there.
        foreach (var id in (WalletId[])[Ada, Hotel])
            batch.FoundWallet(WalletStates.Of(id, 0));
        batch.Tell([WalletStates.Of(WalletId.Escrow, 100), .. wallets]);
        batch.FoundLinked(new LinkedTransfer(Held, movedMinor));
        return batch.Decide(now);
    }
}
