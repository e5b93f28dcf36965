using Wallet.TestKit;
using Xunit;
using static Wallet.Core.OutcomeCode;

namespace Wallet.Core.Tests;

/// <summary>The rules of a reversal by themselves, to the last unit, without a ledger around them.</summary>
public sealed class ReversalTests
{
    private static readonly WalletId Ada = Commands.Wallet("ada"), Bob = Commands.Wallet("bob");

    // What ada had paid, what of it was given back before, and what both have now.
    [Theory]
    [InlineData(100, 0, 100, Committed, null)]
    [InlineData(100, 0, 1, Committed, null)]
    [InlineData(100, 60, 40, Committed, null)]
    [InlineData(100, 60, null, Committed, null)]
    [InlineData(100, 0, 101, RefundExceeds, 100L)]
    [InlineData(100, 60, 41, RefundExceeds, 40L)]
    [InlineData(100, 100, 1, RefundExceeds, 0L)]
    [InlineData(100, 100, null, RefundExceeds, 0L)]
    public void What_is_given_back_never_exceeds_what_is_left(
        long paid, long givenBack, int? asked, OutcomeCode expected, long? remaining)
    {
        var (ada, bob) = (WalletStates.Of(Ada, 0), WalletStates.Of(Bob, 1000));
        var transfer = Paid(paid);

        var decision = Decide(transfer, asked, givenBack, ada, bob);

        Assert.Equal((expected, remaining), (decision.Code, decision.RemainingMinor));
        var moved = expected == Committed ? asked ?? paid - givenBack : 0;
        Assert.Equal((moved, 1000 - moved), (ada.BalanceMinor, bob.BalanceMinor));
        if (expected == Committed)
            Assert.Equal((Bob, Ada, moved, Operation.Reversal, transfer.Id, "paid twice"),
                (decision.Transfer!.Sender, decision.Transfer.Receiver, decision.Transfer.Amount.Minor,
                    decision.Transfer.Operation, decision.Transfer.Link, decision.Transfer.Note?.Value));
    }

    // Each with every later one that can apply with it: the first is the outcome.
    [Theory]
    [InlineData(ReceiverNotFound, false, false, 1000, 0)]
    [InlineData(ReceiverNotFound, false, true, 1000, 0)]
    [InlineData(ReceiverNotFound, false, false, 0, 0)]
    [InlineData(InsufficientFunds, true, false, 100, 0)]
    [InlineData(InsufficientFunds, true, false, 0, Limits.MaxBalanceMinor)]
    [InlineData(BalanceLimit, true, false, 1000, Limits.MaxBalanceMinor)]
    [InlineData(RefundExceeds, true, false, 1000, 0)]
    // No freeze stops an operator.
    [InlineData(InsufficientFunds, true, true, 0, 0)]
    [InlineData(BalanceLimit, true, true, 1000, Limits.MaxBalanceMinor)]
    [InlineData(RefundExceeds, true, true, 1000, 0)]
    public void Where_several_refusals_apply_the_first_is_the_outcome(
        OutcomeCode expected, bool senderIsThere, bool frozen, long receiverMinor, long senderMinor)
    {
        var bob = WalletStates.Of(Bob, receiverMinor, frozen);
        WalletState[] wallets = senderIsThere ? [WalletStates.Of(Ada, senderMinor, frozen), bob] : [bob];

        // More is asked for than is left: that applies in every row.
        var decision = Decide(Paid(100), 101, 0, wallets);

        Assert.Equal(expected, decision.Code);
        Assert.Equal(expected == RefundExceeds, decision.RemainingMinor is not null);
        Assert.Equal((receiverMinor, 0L), (bob.BalanceMinor, bob.Sequence));
    }

    [Fact]
    public void Reversals_of_one_transfer_settle_in_order_against_the_running_sum()
    {
        var (first, second) = (Paid(100), Paid(100));
        var batch = new LedgerBatch(
        [
            Commands.Reversal(first, 60), Commands.Reversal(first, 41), Commands.Reversal(second, 100),
            Commands.Reversal(first), Commands.Reversal(first), Commands.Reversal(second, 1),
        ]);
        Assert.Equal([first.Id, second.Id], batch.FindLinks());
        batch.Tell(WalletStates.Of(Ada, 0), WalletStates.Of(Bob, 1000));
        batch.FoundLinked(new LinkedTransfer(first, 0));
        batch.FoundLinked(new LinkedTransfer(second, 0));
        Assert.True(batch.NeedsLog());
        batch.FoundLog(OperatorLogHead.Empty);

        Assert.Equal(
            [(Committed, 60, null), (RefundExceeds, null, 40), (Committed, 100, null), (Committed, 40, null),
                (RefundExceeds, null, 0), (RefundExceeds, null, 0)],
            batch.Decide(default).Select(static decision =>
                (decision.Code, decision.Transfer?.Amount.Minor, decision.RemainingMinor)));
        // Each that was given back is a row of the log, and no refusal is.
        Assert.Equal(
            [(1, first.Id.ToString(), "60"), (2, second.Id.ToString(), "100"), (3, first.Id.ToString(), "40")],
            batch.LogEntries.Select(static entry => (entry.Sequence, entry.Target, entry.Detail.Split(' ')[0])));
    }

    [Fact]
    public void What_was_decided_before_is_no_row_of_the_log()
    {
        var command = Commands.Reversal(Paid(100));
        var batch = new LedgerBatch([command.Again(), Commands.Transfer(Ada, Bob, 1)]);
        batch.FoundKey(0, new KeyRecord(command.Fingerprint, RefundExceeds, null, 0));
        batch.Tell(WalletStates.Of(Ada, 1), WalletStates.Of(Bob, 0));

        Assert.False(batch.NeedsLog());
        Assert.Equal([RefundExceeds, Committed], batch.Decide(default).Select(static decision => decision.Code));
        Assert.Empty(batch.LogEntries);
    }

    [Fact]
    public void Who_asks_is_no_part_of_the_request()
    {
        var transfer = Paid(100);
        var (note, key) = (Note.Parse("why"), Commands.Key());
        var (some, other) = (By(OperatorKeyId.New(TimeProvider.System)), By(OperatorKeyId.New(TimeProvider.System)));
        Assert.NotEqual(some.By, other.By);
        Assert.Equal(some.Fingerprint, other.Fingerprint);
        Assert.Equal(By(null).Fingerprint, other.Fingerprint);

        LedgerCommand By(OperatorKeyId? by) =>
            LedgerCommand.Reversal(transfer, Amount.Rest, note, key, TransferId.New(TimeProvider.System), by);
    }

    [Theory]
    [InlineData(Operation.Reversal)]
    [InlineData(Operation.Refund)]
    [InlineData(Operation.Deposit)]
    [InlineData(Operation.Hold)]
    [InlineData(Operation.Release)]
    public void Of_what_is_no_transfer_nothing_is_left(Operation operation)
    {
        foreach (var asked in new long?[] { null, 1 })
        {
            var decision = Decide(Paid(100) with { Operation = operation }, asked, 0,
                WalletStates.Of(Ada, 0), WalletStates.Of(Bob, 1000));
            Assert.Equal((RefundExceeds, 0), (decision.Code, decision.RemainingMinor));
        }
    }

    [Fact]
    public void What_gives_back_nothing_there_is_is_an_error_here()
    {
        var transfer = Paid(100);
        var reversal = Commands.Reversal(transfer);
        foreach (var command in new[] {
            reversal with { Link = TransferId.New(TimeProvider.System) },
            reversal with { Sender = Ada, Receiver = Bob },
            reversal with { Receiver = Commands.Wallet("eve") }, reversal with { Sender = Commands.Wallet("eve") } })
            Assert.Equal("A reversal reached the ledger that refers to nothing there is.",
                Assert.Throws<InvalidOperationException>(() => Batch(command, transfer).Decide(default)).Message);
        var unlinked = Batch(reversal with { Link = null }, transfer);
        Assert.Equal("A reversal without a link reached the ledger.",
            Assert.Throws<InvalidOperationException>(() => unlinked.Decide(default)).Message);
    }

    [Fact]
    public void To_ask_for_all_that_is_left_is_another_request_than_to_name_the_amount()
    {
        var transfer = Paid(100);
        var fingerprints = new[]
        {
            Commands.Reversal(transfer), Commands.Reversal(transfer, 100), Commands.Reversal(transfer, 1),
            Commands.Reversal(Paid(100)), Commands.Reversal(transfer, reason: "other"),
        }.Select(static command => command.Fingerprint);

        Assert.Equal(5, fingerprints.Distinct().Count());
        Assert.Equal(Commands.Reversal(transfer).Fingerprint, Commands.Reversal(transfer).Fingerprint);
    }

    private static Transfer Paid(long amountMinor) => new(
        TransferId.New(TimeProvider.System), Ada, Bob, Amount.From(amountMinor), 0, amountMinor, default, null,
        Operation.Transfer);

    private static Decision Decide(
        Transfer transfer, long? askedMinor, long givenBackMinor, params WalletState[] wallets)
    {
        var batch = new LedgerBatch([Commands.Reversal(transfer, askedMinor)]);
        batch.Tell(wallets);
        batch.FoundLinked(new LinkedTransfer(transfer, givenBackMinor));
        batch.FoundLog(OperatorLogHead.Empty);
        return Assert.Single(batch.Decide(default));
    }

    private static LedgerBatch Batch(LedgerCommand command, Transfer transfer)
    {
        var batch = new LedgerBatch([command]);
        batch.Tell(WalletStates.Of(Ada, 0), WalletStates.Of(Bob, 1000), WalletStates.Of(Commands.Wallet("eve"), 1000));
        batch.FoundLinked(new LinkedTransfer(transfer, 0));
        return batch;
    }
}
