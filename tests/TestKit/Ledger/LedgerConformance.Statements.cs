using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

public abstract partial class LedgerConformance
{
    [Fact]
    public async Task A_balance_at_a_moment_is_that_after_the_last_entry_by_then()
    {
        var (ada, bob) = (await OpenWalletAsync("ada"), await OpenWalletAsync("bob", 1000));
        var made = (await Ledger.FindWalletAsync(ada))!;
        Time.Advance(TimeSpan.FromMinutes(1));
        var first = Timestamp.Now(Time);
        // Enough for several marks, with many entries of one moment and without a gap between moments.
        for (var moment = 0; moment < 5; moment++)
        {
            await SendAsync(bob, ada, count: 30);
            Time.Advance(TimeSpan.FromMicroseconds(1));
        }

        var tick = TimeSpan.FromMicroseconds(1);
        async Task<(long, long)> AtAsync(Timestamp at)
        {
            var wallet = (await Ledger.FindWalletAtAsync(ada, at))!;
            Assert.Equal((ada, made.CreatedAt), (wallet.Id, wallet.CreatedAt));
            return (wallet.Sequence, wallet.BalanceMinor);
        }

        Assert.Equal((0, 0), await AtAsync(new Timestamp(0)));
        Assert.Equal((0, 0), await AtAsync(first.Plus(-tick)));
        for (var moment = 0; moment < 5; moment++)
            Assert.Equal((30 * (moment + 1), 30 * (moment + 1)), await AtAsync(first.Plus(moment * tick)));
        Assert.Equal((150, 150), await AtAsync(Timestamp.Now(Time).Plus(TimeSpan.FromDays(1000))));
        Assert.Equal((150, 150), await AtAsync(Timestamp.From(DateTimeOffset.MaxValue)));
        Assert.Equal(await Ledger.FindWalletAsync(ada), await Ledger.FindWalletAtAsync(ada, Timestamp.Now(Time)));
        Assert.Null(await Ledger.FindWalletAtAsync(Commands.Wallet("nobody"), first));
    }

    [Fact]
    public async Task A_balance_at_a_moment_sees_what_was_acknowledged_before_and_a_balance_has_its_sequence()
    {
        var (ada, bob) = (await OpenWalletAsync("ada"), await OpenWalletAsync("bob", 1000));
        for (var i = 1; i <= 70; i++)
        {
            await SendAsync(bob, ada, count: 1);
            var now = (await Ledger.FindWalletAtAsync(ada, Timestamp.Now(Time)))!;
            Assert.Equal((i, i), (now.Sequence, now.BalanceMinor));
            Assert.Equal(now, await Ledger.FindWalletAsync(ada));
        }
    }

    [Fact]
    public async Task A_statement_is_the_history_between_two_moments_and_says_what_it_stands_on()
    {
        var random = TestSeed.Random(out _);
        var (ada, bob) = (await OpenWalletAsync("ada", 10_000), await OpenWalletAsync("bob", 10_000));
        for (var batch = 0; batch < 30; batch++)
        {
            if (random.Next(3) > 0)
                Time.Advance(TimeSpan.FromMicroseconds(random.Next(1, 4)));
            await Ledger.CommitAsync([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(2) == 0
                ? Commands.Transfer(ada, bob, random.Next(1, 9))
                : Commands.Transfer(bob, ada, random.Next(1, 9)))]);
        }

        var all = (await Ledger.ReadAllAsync(ada)).AsEnumerable().Reverse().ToList();
        var (oldest, newest) = (all[0].CreatedAt.UnixMicroseconds, all[^1].CreatedAt.UnixMicroseconds);
        Timestamp? Moment() => random.Next(4) == 0 ? null : new Timestamp(random.NextInt64(oldest - 2, newest + 3));
        for (var i = 0; i < 100; i++)
        {
            var (from, to) = (Moment(), Moment());
            var expected = all.Where(entry =>
                (from is null || entry.CreatedAt >= from) && (to is null || entry.CreatedAt < to)).ToList();
            var before = all.Where(entry => from is not null && entry.CreatedAt < from).ToList();

            var view = (await Ledger.FindStatementAsync(ada, from, to))!;
            Assert.Equal((before.Count + 1, before.Count + expected.Count), (view.First, view.Last));
            Assert.Equal(before.Count == 0 ? 0 : before[^1].BalanceAfterMinor, view.OpeningMinor);
            Assert.Equal(view.Last == 0 ? 0 : all[(int)view.Last - 1].BalanceAfterMinor, view.ClosingMinor);
            Assert.Equal(expected, await ReadAllAsync(ada, view, random.Next(1, 60)));
        }
    }

    [Fact]
    public async Task The_head_of_a_statement_is_the_hash_of_its_last_entry()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        var hash = new byte[EntryHash.Size];
        Assert.Equal(hash, (await Ledger.FindStatementAsync(bob, null, null))!.Head);
        for (var i = 0; i < 3; i++)
        {
            await Ledger.CommitOneAsync(Commands.Transfer(ada, bob, 1, note: i == 1 ? "n" : null));
            var view = (await Ledger.FindStatementAsync(bob, null, null))!;
            var entry = Assert.Single(await Ledger.ReadEntriesAsync(bob, i + 1, i + 1));
            EntryHash.Compute(hash, bob, entry.Sequence, entry.TransferId, entry.Direction, entry.Counterparty,
                entry.Amount, entry.BalanceAfterMinor, entry.CreatedAt, entry.Note, hash);
            Assert.Equal((i + 1, Convert.ToHexString(hash)), (view.Last, Convert.ToHexString(view.Head)));
        }
    }

    [Fact]
    public async Task What_comes_meanwhile_is_not_in_a_statement()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 1000), await OpenWalletAsync("bob"));
        await SendAsync(ada, bob, count: 40);
        var view = (await Ledger.FindStatementAsync(bob, null, null))!;
        var expected = await ReadAllAsync(bob, view, 7);

        await SendAsync(ada, bob, count: 40);

        Assert.Equal(40, expected.Count);
        Assert.Equal(expected, await ReadAllAsync(bob, view, 9));
        await ReopenAsync();
        Assert.Equal(expected, await ReadAllAsync(bob, view, Limits.MaxSlice));
        Assert.Equal(80, (await Ledger.FindStatementAsync(bob, null, null))!.Last);
        Assert.Null(await Ledger.FindStatementAsync(Commands.Wallet("nobody"), null, null));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(1, Limits.MaxSlice + 1)]
    public async Task What_is_no_slice_is_a_mistake_of_the_caller(long first, long last)
    {
        var ada = await OpenWalletAsync("ada", 1);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () =>
            await Ledger.ReadEntriesAsync(ada, first, last));
    }

    [Fact]
    public async Task Entries_that_are_not_there_are_a_failure_and_no_short_answer()
    {
        var ada = await OpenWalletAsync("ada", 1);
        await Assert.ThrowsAsync<LedgerException>(async () => await Ledger.ReadEntriesAsync(ada, 1, 2));
    }

    private async Task<List<HistoryItem>> ReadAllAsync(WalletId wallet, StatementView view, int slice)
    {
        var items = new List<HistoryItem>();
        for (var first = view.First; first <= view.Last; first += slice)
            items.AddRange(await Ledger.ReadEntriesAsync(wallet, first, Math.Min(first + slice - 1, view.Last)));
        return items;
    }
}
