using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

public abstract partial class LedgerConformance
{
    [Fact]
    public async Task Each_entry_tells_what_moved_the_money_and_what_that_refers_to()
    {
        var (ada, bob) = (await OpenWalletAsync("ada"), await OpenWalletAsync("bob", 10));
        await Ledger.CommitOneAsync(Commands.Deposit(ada, 100));
        var paid = (await Ledger.CommitOneAsync(Commands.Transfer(ada, bob, 30))).Transfer!;
        await Ledger.CommitOneAsync(Commands.Reversal(paid, 20));

        (Operation, TransferId?)[] expected =
            [(Operation.Reversal, paid.Id), (Operation.Transfer, null), (Operation.Deposit, null)];
        foreach (var wallet in new[] { ada, bob })
            Assert.Equal(expected, (await Ledger.ReadHistoryAsync(wallet, new HistoryQuery(3))).Entries.Select(
                static item => (item.Operation, item.Link)));
        Assert.Equal(expected.Reverse(), (await Ledger.ReadEntriesAsync(ada, 1, 3)).Select(
            static item => (item.Operation, item.Link)));
    }

    [Fact]
    public async Task What_is_sifted_is_what_filtering_the_whole_history_gives()
    {
        var random = TestSeed.Random(out _);
        var (ada, bob, eve) = (await OpenWalletAsync("ada", 10_000), await OpenWalletAsync("bob", 10_000),
            await OpenWalletAsync("eve", 10_000));
        for (var batch = 0; batch < 30; batch++)
        {
            if (random.Next(3) > 0)
                Time.Advance(TimeSpan.FromMicroseconds(random.Next(1, 4)));
            var decisions = await Ledger.CommitAsync([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ =>
                random.Next(10) switch
                {
                    0 => Commands.Deposit(ada, 1),
                    < 4 => Commands.Transfer(ada, bob, 1),
                    < 7 => Commands.Transfer(bob, ada, 1),
                    8 => Commands.Transfer(eve, ada, 1),
                    _ => Commands.Transfer(ada, eve, 1),
                })]);
            if (random.Next(2) == 0 && decisions.FirstOrDefault(static decision =>
                decision.Transfer?.Operation == Operation.Transfer)?.Transfer is { } paid)
                await Ledger.CommitOneAsync(Commands.Reversal(paid));
        }

        var all = await Ledger.ReadAllAsync(ada);
        var (oldest, newest) = (all[^1].CreatedAt.UnixMicroseconds, all[0].CreatedAt.UnixMicroseconds);
        Timestamp? Moment() => random.Next(3) > 0 ? null : new Timestamp(random.NextInt64(oldest - 2, newest + 3));
        for (var i = 0; i < 200; i++)
        {
            var query = new HistoryQuery(
                random.Next(1, 40), null,
                random.Next(3) switch { 0 => Direction.Debit, 1 => Direction.Credit, _ => null },
                Moment(), Moment(), random.Next(2) == 0 ? null : (Operation)random.Next(1, 4),
                random.Next(5) switch
                {
                    0 => bob,
                    1 => eve,
                    2 => WalletId.Issuer,
                    3 => Commands.Wallet("nobody"),
                    _ => null,
                });
            var expected = all.Where(item => query.Wants(item)
                && (query.Direction is not { } direction || item.Direction == direction)
                && (query.From is not { } from || item.CreatedAt >= from)
                && (query.To is not { } to || item.CreatedAt < to)).ToList();
            Assert.Equal(expected, await Ledger.ReadAllAsync(ada, query));
            // So few that one page has looked at all of them.
            var page = await Ledger.ReadHistoryAsync(ada, query);
            Assert.Equal((Math.Min(expected.Count, query.Limit), expected.Count > query.Limit),
                (page.Entries.Count, page.NextBeforeSequence is not null));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Direction.Credit)]
    public async Task A_page_that_is_sifted_ends_when_enough_was_looked_at(Direction? direction)
    {
        var (ada, bob, eve) = (await OpenWalletAsync("ada"), await OpenWalletAsync("bob", 10_000),
            await OpenWalletAsync("eve", 10));
        await SendAsync(eve, ada, count: 2);
        for (var sent = 0; sent < 2 * Limits.MaxExamined; sent += 500)
            await SendAsync(bob, ada, count: 500);

        foreach (var query in new[]
        {
            new HistoryQuery(5, Direction: direction, Counterparty: eve),
            new HistoryQuery(5, Direction: direction, Operation: Operation.Transfer, Counterparty: eve),
        })
        {
            var first = await Ledger.ReadHistoryAsync(ada, query);
            Assert.Empty(first.Entries);
            Assert.NotNull(first.NextBeforeSequence);
            Assert.Equal([2, 1], (await Ledger.ReadAllAsync(ada, query)).Select(static entry => entry.Sequence));
        }

        // Nobody looks further than where the limits end.
        var none = await Ledger.ReadHistoryAsync(
            ada, new HistoryQuery(5, Limits.MaxExamined, Operation: Operation.Deposit));
        Assert.Empty(none.Entries);
        Assert.Null(none.NextBeforeSequence);
    }
}
