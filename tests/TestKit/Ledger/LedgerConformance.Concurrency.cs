using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

public abstract partial class LedgerConformance
{
    [Fact]
    public async Task Racing_batches_never_overdraw()
    {
        const int Affordable = 100;
        var (ada, bob) = (await OpenWalletAsync("ada", Affordable * 10), await OpenWalletAsync("bob"));

        var decisions = await InParallelAsync(16, async i =>
            await Ledger.CommitAsync(
                [.. Enumerable.Range(0, i % 2 == 0 ? 1 : 16).Select(_ => Commands.Transfer(ada, bob, 10))]));

        var codes = decisions.SelectMany(static batch => batch).Select(static decision => decision.Code)
            .ToLookup(static code => code);
        Assert.Equal(Math.Min(Affordable, 8 * 17), codes[OutcomeCode.Committed].Count());
        Assert.Equal(8 * 17 - Affordable, codes[OutcomeCode.InsufficientFunds].Count());
        Assert.Equal((0, Affordable * 10), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob)));
    }

    [Fact]
    public async Task Of_racing_attempts_with_one_key_one_moves_money_and_the_others_replay_it()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 1000), await OpenWalletAsync("bob"));
        var command = Commands.Transfer(ada, bob, 10);

        var decisions = await InParallelAsync(32, _ => Ledger.CommitOneAsync(command.Again()));

        Assert.All(decisions, decision => Assert.Equal(decisions[0].Transfer, decision.Transfer));
        Assert.Single(decisions, static decision => !decision.Replayed);
        Assert.Equal((990, 10), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob)));
    }

    [Fact]
    public async Task Of_racing_requests_with_one_key_one_wins_and_the_others_are_refused()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 1000), await OpenWalletAsync("bob"));

        var decisions =
            await InParallelAsync(32, i => Ledger.CommitOneAsync(Commands.Transfer(ada, bob, i + 1, "key")));

        var winner = Assert.Single(decisions, static decision => decision.Code == OutcomeCode.Committed);
        Assert.Equal(31, decisions.Count(static decision => decision.Code == OutcomeCode.IdempotencyKeyReused));
        Assert.Equal(winner.Transfer!.Amount.Minor, await Ledger.BalanceAsync(bob));
    }

    [Fact]
    public async Task Money_that_goes_round_in_both_directions_is_kept()
    {
        var wallets = new List<WalletId>();
        for (var i = 0; i < 4; i++)
            wallets.Add(await OpenWalletAsync($"w{i}", 50));

        await InParallelAsync(8, async i =>
        {
            for (var round = 0; round < 10; round++)
            {
                await Ledger.CommitAsync([.. wallets.Select((wallet, at) =>
                    Commands.Transfer(wallet, wallets[(at + (i % 2 == 0 ? 1 : 3)) % 4], 1 + (i + round + at) % 30))]);
            }

            return i;
        });

        var balances = await Task.WhenAll(wallets.Select(Ledger.BalanceAsync));
        Assert.Equal(200, balances.Sum());
        Assert.All(balances, static balance => Assert.True(balance >= 0));
    }

    [Fact]
    public async Task A_read_after_an_answer_sees_what_was_answered()
    {
        var wallets = new List<WalletId>();
        for (var i = 0; i < 8; i++)
            wallets.Add(await OpenWalletAsync($"w{i}"));

        await InParallelAsync(8, async i =>
        {
            for (var round = 1; round <= 20; round++)
            {
                var command = Commands.Deposit(wallets[i], 1);
                var decision = await Ledger.CommitOneAsync(command);
                Assert.Equal(round, await Ledger.BalanceAsync(wallets[i]));
                Assert.Equal(decision.Transfer, (await Ledger.FindKeyAsync(wallets[i], command.Key))?.Transfer);
                Assert.Equal(decision.Transfer, await Ledger.FindTransferAsync(command.ProposedId));
                Assert.Equal(
                    round, (await Ledger.ReadHistoryAsync(wallets[i], new HistoryQuery(1))).Entries[0].Sequence);
            }

            return i;
        });
    }

    private static Task<T[]> InParallelAsync<T>(int count, Func<int, Task<T>> work) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => work(i))));
}
