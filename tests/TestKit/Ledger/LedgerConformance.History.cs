using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

public abstract partial class LedgerConformance
{
    [Fact]
    public async Task A_page_of_history_is_newest_first_and_its_cursor_leads_to_the_next()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        await SendAsync(ada, bob, count: 5);

        var first = await Ledger.ReadHistoryAsync(ada, new HistoryQuery(4));
        Assert.Equal([6, 5, 4, 3], first.Entries.Select(static entry => entry.Sequence));
        var second = await Ledger.ReadHistoryAsync(ada, new HistoryQuery(4, first.NextBeforeSequence));
        Assert.Equal([2, 1], second.Entries.Select(static entry => entry.Sequence));
        Assert.Null(second.NextBeforeSequence);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Direction.Debit)]
    public async Task The_last_page_has_no_cursor_even_if_it_is_full(Direction? direction)
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        await SendAsync(ada, bob, count: 4);
        var all = direction is null ? 5 : 4;

        Assert.Null(
            (await Ledger.ReadHistoryAsync(ada, new HistoryQuery(all, Direction: direction))).NextBeforeSequence);
        Assert.NotNull(
            (await Ledger.ReadHistoryAsync(ada, new HistoryQuery(all - 1, Direction: direction))).NextBeforeSequence);
    }

    [Fact]
    public async Task New_entries_do_not_move_the_pages_behind_a_cursor()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        await SendAsync(ada, bob, count: 5);
        var first = await Ledger.ReadHistoryAsync(ada, new HistoryQuery(2));
        var expected = await Ledger.ReadHistoryAsync(ada, new HistoryQuery(2, first.NextBeforeSequence));

        await SendAsync(ada, bob, count: 3);

        Assert.Equal(expected.Entries,
            (await Ledger.ReadHistoryAsync(ada, new HistoryQuery(2, first.NextBeforeSequence))).Entries);
    }

    [Fact]
    public async Task A_cursor_outside_the_history_is_not_an_error()
    {
        var ada = await OpenWalletAsync("ada", 100);

        Assert.Empty((await Ledger.ReadHistoryAsync(ada, new HistoryQuery(10, 1))).Entries);
        Assert.Empty((await Ledger.ReadHistoryAsync(ada, new HistoryQuery(10, 0))).Entries);
        Assert.Empty((await Ledger.ReadHistoryAsync(ada, new HistoryQuery(10, -1))).Entries);
        Assert.Single((await Ledger.ReadHistoryAsync(ada, new HistoryQuery(10, long.MaxValue))).Entries);
        Assert.Single(
            (await Ledger.ReadHistoryAsync(ada, new HistoryQuery(10, long.MaxValue, Direction.Credit))).Entries);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Direction.Debit)]
    [InlineData(Direction.Credit)]
    public async Task A_wallet_without_entries_has_an_empty_history(Direction? direction)
    {
        var ada = await OpenWalletAsync("ada");

        foreach (var wallet in new[] { ada, Commands.Wallet("nobody") })
        {
            var page = await Ledger.ReadHistoryAsync(wallet, new HistoryQuery(10, Direction: direction));
            Assert.Empty(page.Entries);
            Assert.Null(page.NextBeforeSequence);
        }
    }

    [Fact]
    public async Task A_page_holds_as_many_as_asked_for()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 1000), await OpenWalletAsync("bob"));
        await SendAsync(ada, bob, count: 300);

        Assert.Single((await Ledger.ReadHistoryAsync(ada, new HistoryQuery(1))).Entries);
        Assert.Equal(Limits.MaxPageSize,
            (await Ledger.ReadHistoryAsync(ada, new HistoryQuery(Limits.MaxPageSize))).Entries.Count);
        Assert.Equal(301, (await Ledger.ReadAllAsync(ada, new HistoryQuery(7))).Count);
    }

    [Theory]
    [InlineData("long runs",
        "dddddddddddddddddddddddddddddddddddddddddccccccccccccccccccccccccccccccccccccccccccdddddddddddddddddddddddd")]
    [InlineData("alternating", "dcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdc")]
    [InlineData("one debit far back", "cdcccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc")]
    [InlineData("one debit at last", "ccccccccccccccccccccccccccccccccccccccccccccccccd")]
    [InlineData("no debit at all", "cccccccccccccccccccccccc")]
    public async Task One_direction_is_read_as_if_the_other_were_not_there(string shape, string moves)
    {
        Assert.NotEmpty(shape);
        var (ada, bob) = (await OpenWalletAsync("ada", 1000), await OpenWalletAsync("bob", 1000));
        // One batch for half of it and a batch each for the rest: the chain of a direction runs within batches and
        // across them.
        var commands = moves.Select(move =>
            move == 'd' ? Commands.Transfer(ada, bob, 1) : Commands.Transfer(bob, ada, 1)).ToArray();
        await Ledger.CommitAsync(commands[..(commands.Length / 2)]);
        foreach (var command in commands[(commands.Length / 2)..])
            await Ledger.CommitOneAsync(command);
        var all = await Ledger.ReadAllAsync(ada);
        Assert.Equal(moves.Length + 1, all.Count);

        foreach (var direction in new[] { Direction.Debit, Direction.Credit })
        {
            foreach (var limit in new[] { 1, 3, 50 })
                Assert.Equal(all.Where(entry => entry.Direction == direction),
                    await Ledger.ReadAllAsync(ada, new HistoryQuery(limit, Direction: direction)));
            for (var before = 1; before <= all.Count + 1; before++)
            {
                Assert.Equal(
                    all.Where(entry => entry.Direction == direction && entry.Sequence < before),
                    await Ledger.ReadAllAsync(ada, new HistoryQuery(50, before, direction)));
            }
        }
    }

    [Fact]
    public async Task From_is_inclusive_and_to_is_exclusive()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        var times = new List<Timestamp> { Timestamp.Now(Time) };
        for (var i = 0; i < 3; i++)
        {
            Time.Advance(TimeSpan.FromMicroseconds(1));
            times.Add(Timestamp.Now(Time));
            await SendAsync(ada, bob, count: 2);
        }

        async Task<IEnumerable<long>> SequencesAsync(Timestamp? from, Timestamp? to) =>
            (await Ledger.ReadAllAsync(ada, new HistoryQuery(10, From: from, To: to)))
                .Select(static entry => entry.Sequence);

        Assert.Equal([7, 6, 5, 4], await SequencesAsync(times[2], null));
        Assert.Equal([3, 2, 1], await SequencesAsync(null, times[2]));
        Assert.Equal([5, 4], await SequencesAsync(times[2], times[3]));
        Assert.Equal([], await SequencesAsync(times[2], times[2]));
        Assert.Equal([], await SequencesAsync(times[3], times[1]));
        Assert.Equal([], await SequencesAsync(times[3].Plus(TimeSpan.FromMicroseconds(1)), null));
        Assert.Equal([], await SequencesAsync(null, times[0]));
        Assert.Equal(
            [7, 6, 5, 4, 3, 2, 1], await SequencesAsync(new Timestamp(long.MinValue), new Timestamp(long.MaxValue)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Direction.Credit)]
    public async Task Limits_outside_the_history_leave_nothing_or_all_of_it_with_cursors_too(Direction? direction)
    {
        var (ada, bob) = (await OpenWalletAsync("ada"), await OpenWalletAsync("bob", 100));
        Time.Advance(TimeSpan.FromMinutes(1));
        var first = Timestamp.Now(Time);
        await SendAsync(bob, ada, count: 4);
        Time.Advance(TimeSpan.FromMinutes(1));
        var last = Timestamp.Now(Time);
        await SendAsync(bob, ada, count: 2);

        foreach (var before in new long?[] { null, 1, 3, 7 })
        {
            async Task<IEnumerable<long>> SequencesAsync(Timestamp? from, Timestamp? to) =>
                (await Ledger.ReadAllAsync(ada, new HistoryQuery(2, before, direction, from, to)))
                    .Select(static entry => entry.Sequence);
            long[] Below(params long[] sequences) =>
                [.. sequences.Where(sequence => sequence < (before ?? long.MaxValue))];
            var (early, late, tick) =
                (first.Plus(TimeSpan.FromDays(-1)), last.Plus(TimeSpan.FromDays(1)), TimeSpan.FromMicroseconds(1));

            Assert.Equal([], await SequencesAsync(null, early));
            Assert.Equal([], await SequencesAsync(null, first));
            Assert.Equal(Below(4, 3, 2, 1), await SequencesAsync(null, first.Plus(tick)));
            Assert.Equal(Below(6, 5, 4, 3, 2, 1), await SequencesAsync(null, last.Plus(tick)));
            Assert.Equal(Below(6, 5, 4, 3, 2, 1), await SequencesAsync(early, late));
            Assert.Equal(Below(6, 5), await SequencesAsync(last, null));
            Assert.Equal([], await SequencesAsync(last.Plus(tick), null));
            Assert.Equal([], await SequencesAsync(late, null));
            Assert.Equal([], await SequencesAsync(late, early));
        }
    }

    [Fact]
    public async Task What_is_written_while_a_page_is_read_is_not_on_it_if_it_is_outside_the_limits()
    {
        var (ada, bob) = (await OpenWalletAsync("ada"), await OpenWalletAsync("bob", 1000));
        for (var i = 0; i < 100; i++)
        {
            Time.Advance(TimeSpan.FromMicroseconds(1));
            var to = Timestamp.Now(Time);
            var before = new[] { i, i - 1, i - 2 }.Where(static sequence => sequence > 0);
            var writing = SendAsync(bob, ada, count: 1);
            // Until one of the pages was read while the entry came.
            bool written;
            do
            {
                // A ledger may answer at once, and then whoever writes would never get this thread to go on.
                await Task.Yield();
                written = writing.IsCompleted;
                Assert.Equal(before, (await Ledger.ReadHistoryAsync(ada, new HistoryQuery(3, To: to))).Entries.Select(
                    static entry => (int)entry.Sequence));
            }
            while (!written);
            await writing;
        }
    }

    [Fact]
    public async Task Any_query_reads_what_filtering_the_whole_history_gives()
    {
        var random = TestSeed.Random(out _);
        var (ada, bob) = (await OpenWalletAsync("ada", 10_000), await OpenWalletAsync("bob", 10_000));
        for (var batch = 0; batch < 40; batch++)
        {
            if (random.Next(3) > 0)
                Time.Advance(TimeSpan.FromMicroseconds(random.Next(1, 4)));
            var debits = random.Next(101);
            await Ledger.CommitAsync([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ =>
                random.Next(100) < debits ? Commands.Transfer(ada, bob, 1, note: "to bob") : Commands.Transfer(
                    bob, ada, 1))]);
        }

        var all = await Ledger.ReadAllAsync(ada);
        var (oldest, newest) = (all[^1].CreatedAt.UnixMicroseconds, all[0].CreatedAt.UnixMicroseconds);
        Timestamp? Moment() => random.Next(3) == 0 ? null : new Timestamp(random.NextInt64(oldest - 2, newest + 3));
        for (var i = 0; i < 300; i++)
        {
            var query = new HistoryQuery(
                random.Next(1, 40),
                random.Next(2) == 0 ? null : random.Next(0, all.Count + 3),
                random.Next(3) switch { 0 => null, 1 => Direction.Debit, _ => Direction.Credit },
                Moment(),
                Moment());

            var expected = all.Where(entry =>
                (query.BeforeSequence is not { } before || entry.Sequence < before)
                && (query.Direction is not { } direction || entry.Direction == direction)
                && (query.From is not { } from || entry.CreatedAt >= from)
                && (query.To is not { } to || entry.CreatedAt < to)).ToList();
            var page = await Ledger.ReadHistoryAsync(ada, query);
            Assert.Equal(expected.Take(query.Limit), page.Entries);
            Assert.Equal(expected.Count > query.Limit, page.NextBeforeSequence is not null);
            Assert.Equal(expected, await Ledger.ReadAllAsync(ada, query));
        }
    }

    private async Task SendAsync(WalletId from, WalletId to, int count) =>
        await Ledger.CommitAsync([.. Enumerable.Range(0, count).Select(_ => Commands.Transfer(from, to, 1))]);
}
