using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

public abstract partial class LedgerConformance
{
    [Fact]
    public async Task A_transfer_is_written_on_both_sides_and_under_its_key()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 1000), await OpenWalletAsync("bob", 50));
        Time.Advance(TimeSpan.FromSeconds(7));
        var command = Commands.Transfer(ada, bob, 300, note: "lunch");

        var decision = await ExpectAsync(OutcomeCode.Committed, command);

        var expected =
            new Transfer(command.ProposedId, ada, bob, command.Amount, 700, 350, Timestamp.Now(Time), command.Note,
                Operation.Transfer);
        Assert.Equal(new Decision(OutcomeCode.Committed, expected), decision);
        Assert.Equal(expected, await Ledger.FindTransferAsync(command.ProposedId));
        Assert.Equal(new KeyRecord(command.Fingerprint, OutcomeCode.Committed, expected),
            await Ledger.FindKeyAsync(ada, command.Key));
        Assert.Equal((700, 350), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob)));
        Assert.Equal(
            new HistoryItem(
                new LedgerEntry(ada, 2, command.ProposedId, Direction.Debit, bob, command.Amount, 700,
                    expected.CreatedAt, command.Note),
                Operation.Transfer, null),
            (await Ledger.ReadAllAsync(ada))[0]);
        Assert.Equal(
            new HistoryItem(
                new LedgerEntry(bob, 2, command.ProposedId, Direction.Credit, ada, command.Amount, 350,
                    expected.CreatedAt, command.Note),
                Operation.Transfer, null),
            (await Ledger.ReadAllAsync(bob))[0]);
    }

    [Fact]
    public async Task A_wallet_can_be_emptied_and_not_overdrawn_by_one()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 500), await OpenWalletAsync("bob"));

        await ExpectAsync(OutcomeCode.InsufficientFunds, Commands.Transfer(ada, bob, 501));
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, bob, 500));
        await ExpectAsync(OutcomeCode.InsufficientFunds, Commands.Transfer(ada, bob, 1));

        Assert.Equal((0, 500), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob)));
    }

    [Fact]
    public async Task A_balance_may_reach_its_limit_and_not_pass_it_by_one()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 10), await OpenWalletAsync("bob", Limits.MaxBalanceMinor - 2));

        await ExpectAsync(OutcomeCode.BalanceLimit, Commands.Transfer(ada, bob, 3));
        await ExpectAsync(OutcomeCode.BalanceLimit, Commands.Deposit(bob, 3));
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, bob, 2));
        Assert.Equal(Limits.MaxBalanceMinor, await Ledger.BalanceAsync(bob));
        await ExpectAsync(OutcomeCode.BalanceLimit, Commands.Transfer(ada, bob, 1));
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(bob, ada, 1));
        await ExpectAsync(OutcomeCode.Committed, Commands.Deposit(bob, 1));

        Assert.Equal((9, Limits.MaxBalanceMinor), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob)));
    }

    [Fact]
    public async Task A_frozen_wallet_neither_sends_nor_receives_until_it_thaws()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob", 100));

        await Operators.SetFrozenAsync(ada, true);
        Assert.Equal(new Freeze(FrozenSides.Both), (await Ledger.FindWalletAsync(ada))!.Freeze);
        await ExpectAsync(OutcomeCode.WalletFrozen, Commands.Transfer(ada, bob, 1));
        await ExpectAsync(OutcomeCode.WalletFrozen, Commands.Transfer(bob, ada, 1));
        await ExpectAsync(OutcomeCode.WalletFrozen, Commands.Deposit(ada, 1));
        await Operators.SetFrozenAsync(ada, false);
        Assert.Null((await Ledger.FindWalletAsync(ada))!.Freeze);
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, bob, 1));

        Assert.Equal((99, 101), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob)));
    }

    [Fact]
    public async Task A_missing_receiver_is_an_outcome()
    {
        var ada = await OpenWalletAsync("ada", 100);
        var command = Commands.Transfer(ada, Commands.Wallet("nobody"), 1);

        await ExpectAsync(OutcomeCode.ReceiverNotFound, command);

        Assert.Equal(new KeyRecord(command.Fingerprint, OutcomeCode.ReceiverNotFound, null),
            await Ledger.FindKeyAsync(ada, command.Key));
        Assert.Null(await Ledger.FindTransferAsync(command.ProposedId));
    }

    [Fact]
    public async Task A_caller_of_another_ledger_is_refused_and_nothing_is_recorded()
    {
        var bob = await OpenWalletAsync("bob");
        var stranger = Commands.Wallet("stranger");
        var transfer = Commands.Transfer(stranger, bob, 1);

        await ExpectAsync(OutcomeCode.CallerNotFound, transfer);
        await ExpectAsync(OutcomeCode.CallerNotFound, Commands.Deposit(stranger, 1));
        // Whatever else applies: there is no wallet that a record could belong to.
        await ExpectAsync(OutcomeCode.CallerNotFound, Commands.Transfer(stranger, Commands.Wallet("nobody"), 1));
        Assert.Null(await Ledger.FindKeyAsync(stranger, transfer.Key));

        await OpenWalletAsync("stranger", 1);
        await ExpectAsync(OutcomeCode.Committed, transfer.Again());
    }

    [Fact]
    public async Task The_first_refusal_of_the_list_is_the_outcome()
    {
        var (ada, full) = (await OpenWalletAsync("ada"), await OpenWalletAsync("full", Limits.MaxBalanceMinor));

        await ExpectAsync(OutcomeCode.InsufficientFunds, Commands.Transfer(ada, full, 1));
        await Operators.SetFrozenAsync(full, true);
        await ExpectAsync(OutcomeCode.WalletFrozen, Commands.Transfer(ada, full, 1));
        await ExpectAsync(OutcomeCode.WalletFrozen, Commands.Deposit(full, 1));
        await Operators.SetFrozenAsync(ada, true);
        await ExpectAsync(OutcomeCode.ReceiverNotFound, Commands.Transfer(ada, Commands.Wallet("nobody"), 1));
    }

    [Fact]
    public async Task An_open_ledger_is_ready() => Assert.True(await Ledger.IsReadyAsync());
}
