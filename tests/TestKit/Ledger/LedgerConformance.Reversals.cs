using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

public abstract partial class LedgerConformance
{
    [Fact]
    public async Task A_transfer_is_given_back_in_parts_and_never_more_than_all_of_it()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 1000), await OpenWalletAsync("bob", 500));
        var paid = await PayAsync(ada, bob, 100);

        var part = Commands.Reversal(paid, 30, reason: "broken cup");
        var decision = await ExpectAsync(OutcomeCode.Committed, part);
        Assert.Equal(
            new Transfer(part.ProposedId, bob, ada, Amount.From(30), 570, 930, Timestamp.Now(Time), part.Note,
                Operation.Reversal, paid.Id),
            decision.Transfer);
        Assert.Equal(decision.Transfer, await Ledger.FindTransferAsync(part.ProposedId));
        Assert.Equal(new KeyRecord(part.Fingerprint, OutcomeCode.Committed, decision.Transfer),
            await Ledger.FindKeyAsync(WalletId.Issuer, part.Key));
        Assert.Null(await Ledger.FindKeyAsync(bob, part.Key));

        await ReopenAsync();
        var exceeding = Commands.Reversal(paid, 71);
        Assert.Equal(70, (await ExpectAsync(OutcomeCode.RefundExceeds, exceeding)).RemainingMinor);
        var rest = await ExpectAsync(OutcomeCode.Committed, Commands.Reversal(paid));
        Assert.Equal(70, rest.Transfer!.Amount.Minor);
        foreach (var asked in new long?[] { null, 1 })
            Assert.Equal(
                0, (await ExpectAsync(OutcomeCode.RefundExceeds, Commands.Reversal(paid, asked))).RemainingMinor);
        Assert.Equal((1000, 500), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob)));

        // What was said then is said again, though nothing is left by now.
        Assert.Equal(new Decision(OutcomeCode.RefundExceeds, null, Replayed: true, 70),
            await Ledger.CommitOneAsync(exceeding.Again()));
        Assert.Equal(new KeyRecord(exceeding.Fingerprint, OutcomeCode.RefundExceeds, null, 70),
            await Ledger.FindKeyAsync(WalletId.Issuer, exceeding.Key));
    }

    [Fact]
    public async Task Reversals_settle_in_order_within_a_batch_and_beside_transfers()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 1000), await OpenWalletAsync("bob"));
        var (first, second) = (await PayAsync(ada, bob, 100), await PayAsync(ada, bob, 50));
        await ExpectAsync(OutcomeCode.Committed, Commands.Reversal(first, 10));

        var again = Commands.Reversal(first, 60);
        var decisions = await ExpectAsync(
            [OutcomeCode.Committed, OutcomeCode.RefundExceeds, OutcomeCode.Committed, OutcomeCode.Committed,
                OutcomeCode.Committed, OutcomeCode.InsufficientFunds, OutcomeCode.Committed, OutcomeCode.RefundExceeds],
            again, Commands.Reversal(first, 31), again.Again(), Commands.Reversal(first),
            Commands.Transfer(bob, ada, 50), Commands.Reversal(second, 1), Commands.Deposit(bob, 60),
            Commands.Reversal(second, 51));
        Assert.True(decisions[2].Replayed);
        Assert.Equal((30, 30), (decisions[1].RemainingMinor, decisions[3].Transfer!.Amount.Minor));
        Assert.Equal(50, decisions[7].RemainingMinor);
        Assert.Equal(OutcomeCode.IdempotencyKeyReused,
            (await Ledger.CommitOneAsync(Commands.Reversal(second, 60, again.Key.Value))).Code);
    }

    [Fact]
    public async Task A_reversal_never_overdraws_and_no_freeze_stops_it()
    {
        var (ada, bob, eve) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"),
            await OpenWalletAsync("eve"));
        var paid = await PayAsync(ada, bob, 100);
        await PayAsync(bob, eve, 1);

        await ExpectAsync(OutcomeCode.InsufficientFunds, Commands.Reversal(paid));
        await ExpectAsync(OutcomeCode.Committed, Commands.Reversal(paid, 98));
        await Operators.SetFrozenAsync(bob, true);
        await ExpectAsync(OutcomeCode.WalletFrozen, Commands.Transfer(bob, eve, 1));
        await ExpectAsync(OutcomeCode.Committed, Commands.Reversal(paid, 1));
        await Operators.SetFrozenAsync(bob, false);
        await PayAsync(eve, bob, 1);
        await Operators.SetFrozenAsync(ada, true);
        await ExpectAsync(OutcomeCode.Committed, Commands.Reversal(paid));
        await ExpectAsync(OutcomeCode.WalletFrozen, Commands.Transfer(eve, ada, 1));
    }

    [Fact]
    public async Task Neither_a_deposit_nor_a_reversal_can_be_given_back()
    {
        var (ada, bob) = (await OpenWalletAsync("ada"), await OpenWalletAsync("bob", 50));
        var deposit = (await ExpectAsync(OutcomeCode.Committed, Commands.Deposit(ada, 100))).Transfer!;
        var reversal = (await ExpectAsync(
            OutcomeCode.Committed, Commands.Reversal(await PayAsync(ada, bob, 100)))).Transfer!;

        await ExpectAsync(OutcomeCode.ReceiverNotFound, Commands.Reversal(deposit));
        Assert.Equal(0, (await ExpectAsync(OutcomeCode.RefundExceeds, Commands.Reversal(reversal))).RemainingMinor);
    }

    [Fact]
    public async Task Parallel_reversals_never_give_back_more_than_there_was()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob", 1000));
        var paid = await PayAsync(ada, bob, 100);

        var decisions = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() =>
            Ledger.CommitOneAsync(Commands.Reversal(paid, 9)))));

        Assert.Equal(11, decisions.Count(static decision => decision.Code == OutcomeCode.Committed));
        Assert.Equal((99, 1001), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob)));
    }

    private async Task<Transfer> PayAsync(WalletId from, WalletId to, long amountMinor) =>
        (await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(from, to, amountMinor))).Transfer!;
}
