using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

// What sets refunds apart from reversals, whose cases are beside these.
public abstract partial class LedgerConformance
{
    [Fact]
    public async Task A_refund_is_the_receivers_and_shares_what_is_left_with_reversals()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 1000), await OpenWalletAsync("bob", 500));
        var paid = await PayAsync(ada, bob, 100);

        var part = Commands.Refund(paid, 30, note: "broken cup");
        var decision = await ExpectAsync(OutcomeCode.Committed, part);
        Assert.Equal(
            new Transfer(part.ProposedId, bob, ada, Amount.From(30), 570, 930, Timestamp.Now(Time), part.Note,
                Operation.Refund, paid.Id),
            decision.Transfer);
        Assert.Equal(new KeyRecord(part.CompletedBy(paid).Fingerprint, OutcomeCode.Committed, decision.Transfer),
            await Ledger.FindKeyAsync(bob, part.Key));
        Assert.Null(await Ledger.FindKeyAsync(WalletId.Issuer, part.Key));

        await ReopenAsync();
        await ExpectAsync(OutcomeCode.Committed, Commands.Reversal(paid, 50));
        var exceeding = Commands.Refund(paid, 21);
        await ExpectAsync(
            [OutcomeCode.RefundExceeds, OutcomeCode.Committed, OutcomeCode.RefundExceeds, OutcomeCode.RefundExceeds],
            exceeding, Commands.Refund(paid), Commands.Refund(paid, 1), Commands.Reversal(paid));
        Assert.Equal(new KeyRecord(exceeding.CompletedBy(paid).Fingerprint, OutcomeCode.RefundExceeds, null, 20),
            await Ledger.FindKeyAsync(bob, exceeding.Key));
        Assert.Equal(100, await Ledger.FindGivenBackAsync(paid.Id));
        Assert.Equal((1000, 500), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob)));
    }

    [Fact]
    public async Task What_a_user_names_and_may_not_have_is_refused_leaves_no_trace_and_spoils_no_neighbour()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 1000), await OpenWalletAsync("bob", 500));
        var eve = await OpenWalletAsync("eve", 500);
        var paid = await PayAsync(ada, bob, 100);
        var hold = (await ExpectAsync(OutcomeCode.Committed, Commands.Hold(ada, bob, 100))).Transfer!;
        var captured = (await ExpectAsync(OutcomeCode.Committed, Commands.Capture(hold, 40))).Transfer!;
        var refund = (await ExpectAsync(OutcomeCode.Committed, Commands.Refund(paid, 10))).Transfer!;
        var unknown = TransferId.New(TimeProvider.System);
        (LedgerCommand Command, OutcomeCode Code)[] all =
        [
            (Commands.Refund(bob, unknown), OutcomeCode.TransferNotFound),
            (Commands.Refund(eve, paid.Id), OutcomeCode.TransferNotFound),
            (Commands.Refund(eve, hold.Id), OutcomeCode.TransferNotFound),
            (Commands.Refund(ada, paid.Id), OutcomeCode.NotRefundable),
            (Commands.Refund(bob, hold.Id), OutcomeCode.NotRefundable),
            (Commands.Refund(ada, captured.Id), OutcomeCode.NotRefundable),
            (Commands.Refund(ada, refund.Id), OutcomeCode.NotRefundable),
            (Commands.Capture(ada, hold.Id), OutcomeCode.TransferNotFound),
            (Commands.Capture(eve, hold.Id), OutcomeCode.TransferNotFound),
            (Commands.Capture(bob, captured.Id), OutcomeCode.TransferNotFound),
            (Commands.Capture(bob, paid.Id), OutcomeCode.TransferNotFound),
            (Commands.Capture(bob, unknown), OutcomeCode.TransferNotFound),
            (Commands.Release(ada, hold.Id), OutcomeCode.TransferNotFound),
            (Commands.Release(eve, hold.Id), OutcomeCode.TransferNotFound),
            (Commands.Release(bob, captured.Id), OutcomeCode.TransferNotFound),
            (Commands.Release(bob, unknown), OutcomeCode.TransferNotFound),
            (Commands.Transfer(ada, Commands.Wallet("nobody"), 1), OutcomeCode.ReceiverNotFound),
            (Commands.Refund(bob, paid.Id), OutcomeCode.Committed),
            (Commands.Capture(bob, hold.Id), OutcomeCode.Committed),
            (Commands.Refund(bob, captured.Id), OutcomeCode.Committed),
            (Commands.Release(bob, hold.Id), OutcomeCode.Committed),
            (Commands.Transfer(ada, bob, 1), OutcomeCode.Committed),
        ];
        foreach (var (command, code) in all[..16])
            Assert.Equal(new Decision(code), await Ledger.CommitOneAsync(command));

        var decisions = await Ledger.CommitAsync([.. all.Select(static one => one.Command)]);

        Assert.Equal(all.Select(static one => one.Code), decisions.Select(static one => one.Code));
        foreach (var (command, code) in all)
            Assert.Equal(code.IsRecorded() ? code : null,
                (await Ledger.FindKeyAsync(command.Caller, command.Key))?.Code);
        // And so it is when they are asked for again.
        decisions = await Ledger.CommitAsync([.. all.Select(static one => one.Command.Again())]);
        Assert.Equal(
            all.Select(static one => (one.Code, one.Code.IsRecorded())),
            decisions.Select(static one => (one.Code, one.Replayed)));
        Assert.Equal(500, await Ledger.BalanceAsync(eve));
    }

    [Fact]
    public async Task A_freeze_stops_a_refund()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        var paid = await PayAsync(ada, bob, 100);
        foreach (var wallet in new[] { ada, bob })
        {
            await Operators.SetFrozenAsync(wallet, true);
            await ExpectAsync(OutcomeCode.WalletFrozen, Commands.Refund(paid, 1));
            await Operators.SetFrozenAsync(wallet, false);
        }

        await ExpectAsync(OutcomeCode.Committed, Commands.Refund(paid));
    }

    [Fact]
    public async Task Parallel_refunds_never_give_back_more_than_there_was()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob", 1000));
        var paid = await PayAsync(ada, bob, 100);

        var decisions = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => Ledger.CommitOneAsync(
            i % 2 == 0 ? Commands.Refund(paid, 9) : Commands.Reversal(paid, 9)))));

        Assert.Equal(11, decisions.Count(static decision => decision.Code == OutcomeCode.Committed));
        Assert.Equal((99, 1001), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob)));
    }
}
