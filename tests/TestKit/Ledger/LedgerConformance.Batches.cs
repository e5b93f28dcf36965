using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

public abstract partial class LedgerConformance
{
    [Fact]
    public async Task Duplicates_within_a_batch_are_settled_in_order()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        var (paid, refused) = (Commands.Transfer(ada, bob, 30, "paid"), Commands.Transfer(ada, bob, 500, "refused"));

        var decisions = await ExpectAsync(
            [
                OutcomeCode.Committed, OutcomeCode.InsufficientFunds, OutcomeCode.Committed,
                OutcomeCode.IdempotencyKeyReused, OutcomeCode.InsufficientFunds, OutcomeCode.IdempotencyKeyReused,
                OutcomeCode.Committed,
            ],
            paid, refused, paid.Again(), Commands.Transfer(ada, bob, 31, "paid"), refused.Again(),
            Commands.Transfer(ada, bob, 1, "refused"), paid.Again());

        Assert.Equal(
            [false, false, true, false, true, false, true], decisions.Select(static decision => decision.Replayed));
        Assert.Equal(decisions[0].Transfer, decisions[2].Transfer);
        Assert.Equal(decisions[0].Transfer, decisions[6].Transfer);
        Assert.Equal((70, 30), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob)));
    }

    [Fact]
    public async Task A_batch_of_old_and_new_keys_replays_the_old_ones()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        var old = Commands.Transfer(ada, bob, 10);
        await ExpectAsync(OutcomeCode.Committed, old);

        var decisions =
            await Ledger.CommitAsync([Commands.Transfer(ada, bob, 1), old.Again(), Commands.Transfer(ada, bob, 2)]);

        Assert.Equal([false, true, false], decisions.Select(static decision => decision.Replayed));
        Assert.Equal(87, await Ledger.BalanceAsync(ada));
    }

    [Fact]
    public async Task A_refused_command_does_not_spoil_its_neighbours()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));

        await ExpectAsync(
            [
                OutcomeCode.Committed, OutcomeCode.ReceiverNotFound, OutcomeCode.Committed,
                OutcomeCode.InsufficientFunds, OutcomeCode.CallerNotFound, OutcomeCode.Committed,
            ],
            Commands.Transfer(ada, bob, 10), Commands.Transfer(ada, Commands.Wallet("nobody"), 10),
            Commands.Transfer(ada, bob, 20),
            Commands.Transfer(ada, bob, 71), Commands.Transfer(Commands.Wallet("stranger"), bob, 1),
            Commands.Transfer(ada, bob, 70));

        Assert.Equal((0, 100), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob)));
    }

    [Fact]
    public async Task Balances_run_in_order_within_a_batch()
    {
        var (ada, bob, eve) =
            (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"), await OpenWalletAsync("eve"));

        var decisions = await ExpectAsync(
            [
                OutcomeCode.InsufficientFunds, OutcomeCode.Committed, OutcomeCode.Committed,
                OutcomeCode.InsufficientFunds,
            ],
            Commands.Transfer(bob, eve, 100), Commands.Transfer(ada, bob, 100), Commands.Transfer(bob, eve, 100),
            Commands.Transfer(ada, bob, 1));

        Assert.Equal((0, 100),
            (decisions[1].Transfer!.SenderBalanceAfterMinor, decisions[1].Transfer!.ReceiverBalanceAfterMinor));
        Assert.Equal((0, 100),
            (decisions[2].Transfer!.SenderBalanceAfterMinor, decisions[2].Transfer!.ReceiverBalanceAfterMinor));
        Assert.Equal([0, 100], (await Ledger.ReadAllAsync(bob)).Select(static entry => entry.BalanceAfterMinor));
    }

    [Fact]
    public async Task One_wallet_can_occur_in_every_command_of_a_full_batch()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", Limits.MaxBatch - 1), await OpenWalletAsync("bob"));

        var decisions = await Ledger.CommitAsync(
            [.. Enumerable.Range(0, Limits.MaxBatch).Select(_ => Commands.Transfer(ada, bob, 1))]);

        Assert.All(decisions.Take(Limits.MaxBatch - 1), static decision =>
            Assert.Equal(OutcomeCode.Committed, decision.Code));
        Assert.Equal(OutcomeCode.InsufficientFunds, decisions[^1].Code);
        Assert.Equal((0, Limits.MaxBatch - 1), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob)));
        Assert.Equal(
            Enumerable.Range(1, Limits.MaxBatch - 1).Reverse().Select(static i => ((long)i, (long)i)),
            (await Ledger.ReadAllAsync(bob)).Select(static entry => (entry.Sequence, entry.BalanceAfterMinor)));
    }

    [Fact]
    public async Task A_full_batch_can_be_about_twice_as_many_wallets()
    {
        var wallets = await Task.WhenAll(
            Enumerable.Range(0, Limits.MaxBatch).Select(i => Task.Run(() => OpenWalletAsync($"w{i}"))));
        await ExpectAsync(
            [.. Enumerable.Repeat(OutcomeCode.Committed, wallets.Length)],
            [.. wallets.Select(static wallet => Commands.Deposit(wallet, 5))]);

        // Every other command pays somebody who is not there, so that 512 more IDs have to be looked for.
        var decisions = await Ledger.CommitAsync([.. wallets.Select((wallet, i) =>
            Commands.Transfer(wallet, i % 2 == 0 ? wallets[^(i + 1)] : Commands.Wallet($"nobody{i}"), 5))]);

        Assert.Equal(
            wallets.Select(static (_, i) => i % 2 == 0 ? OutcomeCode.Committed : OutcomeCode.ReceiverNotFound),
            decisions.Select(static decision => decision.Code));
        for (var i = 0; i < wallets.Length; i += 73)
            Assert.Equal(i % 2 == 0 ? 0 : 10, await Ledger.BalanceAsync(wallets[i]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Limits.MaxBatch + 1)]
    public async Task A_batch_of_no_or_too_many_commands_is_an_error_and_does_nothing(int count)
    {
        var ada = await OpenWalletAsync("ada");
        LedgerCommand[] batch = [.. Enumerable.Range(0, count).Select(_ => Commands.Deposit(ada, 1))];

        await Assert.ThrowsAsync<ArgumentException>(async () => await Ledger.CommitAsync(batch));

        Assert.Equal(0, await Ledger.BalanceAsync(ada));
        await ExpectAsync(OutcomeCode.Committed, Commands.Deposit(ada, 1));
    }

    [Fact]
    public async Task A_batch_that_fails_writes_nothing_and_harms_nothing()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        LedgerCommand[] good = [Commands.Transfer(ada, bob, 10), Commands.Transfer(ada, bob, 20)];
        // The chain never lets a transfer to oneself through, so to a ledger it is a defect, not an outcome.
        var culprit = Commands.Transfer(ada, ada, 1);

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await Ledger.CommitAsync([good[0], culprit, good[1]]));

        Assert.Equal((100, 0), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob)));
        Assert.Null(await Ledger.FindKeyAsync(ada, good[0].Key));
        await ExpectAsync([OutcomeCode.Committed, OutcomeCode.Committed], good);
        Assert.Equal((70, 30), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob)));
    }
}
