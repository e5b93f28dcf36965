using Wallet.TestKit;
using Xunit;
using static Wallet.Core.OutcomeCode;

namespace Wallet.Core.Tests;

/// <summary>What sets a refund apart from a reversal, whose rules it shares (<see cref="ReversalTests"/>).</summary>
public sealed class RefundTests
{
    private static readonly WalletId Ada = Commands.Wallet("ada"), Bob = Commands.Wallet("bob");

    private static readonly Transfer Paid = new(
        TransferId.New(TimeProvider.System), Ada, Bob, Amount.From(100), 0, 100, default, null, Operation.Transfer);

    [Fact]
    public void It_is_the_receivers_and_moves_money_back()
    {
        var command = Commands.Refund(Paid, 30, note: "broken cup");
        Assert.Equal((Bob, Bob, true, Paid.Id, null),
            (command.Caller, command.Sender, command.IsOpen, command.Link, command.By));
        Assert.Equal((Ada, false), (command.CompletedBy(Paid).Receiver, command.CompletedBy(Paid).IsOpen));

        var decision = Assert.Single(Decide([command], WalletStates.Of(Ada, 0), WalletStates.Of(Bob, 1000)));

        Assert.Equal(
            new Transfer(command.ProposedId, Bob, Ada, Amount.From(30), 970, 30, default, command.Note,
                Operation.Refund, Paid.Id),
            decision.Transfer);
    }

    [Fact]
    public void Refunds_and_reversals_of_one_transfer_share_what_is_left_of_it() => Assert.Equal(
        [(Committed, 60, null), (Committed, 30, null), (RefundExceeds, null, 10), (Committed, 10, null),
            (RefundExceeds, null, 0), (RefundExceeds, null, 0)],
        Decide([
            Commands.Refund(Paid, 60), Commands.Reversal(Paid, 30), Commands.Refund(Paid, 11), Commands.Refund(Paid),
            Commands.Refund(Paid), Commands.Reversal(Paid, 1),
        ], WalletStates.Of(Ada, 0), WalletStates.Of(Bob, 1000)).Select(static decision =>
            (decision.Code, decision.Transfer?.Amount.Minor, decision.RemainingMinor)));

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_freeze_stops_it_as_it_stops_a_transfer(bool senderIsFrozen, bool receiverIsFrozen)
    {
        var wallets = new[] { WalletStates.Of(Ada, 0, receiverIsFrozen), WalletStates.Of(Bob, 0, senderIsFrozen) };
        Assert.Equal(WalletFrozen, Assert.Single(Decide([Commands.Refund(Paid, 101)], wallets)).Code);
    }

    [Fact]
    public void It_never_overdraws() =>
        Assert.Equal(InsufficientFunds, Assert.Single(Decide(
            [Commands.Refund(Paid, 100)], WalletStates.Of(Ada, 0), WalletStates.Of(Bob, 99))).Code);

    // Of a transfer that was given back in as many parts as there may be; each with every later refusal that can apply
    // with it: the first is the outcome.
    [Theory]
    [InlineData(WalletFrozen, true, 9, Limits.MaxBalanceMinor, 50)]
    [InlineData(InsufficientFunds, false, 9, Limits.MaxBalanceMinor, 50)]
    [InlineData(BalanceLimit, false, 10, Limits.MaxBalanceMinor - 9, 50)]
    [InlineData(RefundExceeds, false, 10, Limits.MaxBalanceMinor - 10, 9)]
    [InlineData(TooManyParts, false, 10, Limits.MaxBalanceMinor - 10, 11)]
    [InlineData(Committed, false, 10, Limits.MaxBalanceMinor - 10, 10)]
    public void Where_several_refusals_apply_the_first_is_the_outcome(
        OutcomeCode expected, bool frozen, long receiverMinor, long senderMinor, long left)
    {
        var batch = new LedgerBatch([Commands.Refund(Paid, 10)]);
        batch.Tell(WalletStates.Of(Ada, senderMinor), WalletStates.Of(Bob, receiverMinor, frozen));
        batch.FoundLinked(new LinkedTransfer(Paid, 100 - left, Limits.MaxParts));

        var decision = Assert.Single(batch.Decide(default));

        Assert.Equal(
            (expected, expected == RefundExceeds ? left : (long?)null), (decision.Code, decision.RemainingMinor));
    }

    [Fact]
    public void It_needs_no_row_of_the_operators_log()
    {
        var batch = new LedgerBatch([Commands.Refund(Paid)]);
        Assert.False(batch.NeedsLog());
    }

    [Fact]
    public void It_is_another_request_than_a_reversal_or_with_another_amount_note_or_transfer() => Assert.Equal(6,
        new[]
        {
            Commands.Refund(Paid).CompletedBy(Paid), Commands.Refund(Paid, 100).CompletedBy(Paid),
            Commands.Refund(Paid, note: "other").CompletedBy(Paid),
            Commands.Refund(Paid).CompletedBy(Paid with { Id = TransferId.New(TimeProvider.System) }),
            Commands.Reversal(Paid, reason: "other"), Commands.Transfer(Bob, Ada, 100),
        }.Select(static command => command.Fingerprint).Distinct().Count());

    private static Decision[] Decide(LedgerCommand[] commands, params WalletState[] wallets)
    {
        var batch = new LedgerBatch(commands);
        batch.Tell(wallets);
        batch.FoundLinked(new LinkedTransfer(Paid, 0));
        batch.FoundLog(OperatorLogHead.Empty);
        return batch.Decide(default);
    }
}
