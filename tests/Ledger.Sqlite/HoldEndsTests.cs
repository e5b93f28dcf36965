using Wallet.Core;
using Wallet.TestKit;
using Xunit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>The list of the ends of holds: what is closed stays in it until its end, however many there are, and hides
/// nothing that is due.</summary>
public sealed class HoldEndsTests : IDisposable
{
    // More than are looked at in one go.
    private const int Closed = 2100;

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task What_is_due_is_found_behind_all_that_was_closed_and_the_list_is_short_again()
    {
        var time = new FakeTime();
        await using var ledger = SqliteLedger.Open(
            new SqliteLedgerOptions { Path = _folder.File("ledger.db") }, time);
        var (ada, hotel) = (await ledger.RegisterWalletAsync("ada"), await ledger.RegisterWalletAsync("hotel"));
        await ledger.FundAsync(ada, 10_000);
        var closed = await HoldAsync(Closed);
        // They end at one moment, and then their IDs tell the order.
        Transfer[] open =
            [.. (await HoldAsync(3)).OrderBy(static hold => hold.Id.ToString(), StringComparer.Ordinal)];
        foreach (var some in closed.Chunk(Limits.MaxBatch))
            await ledger.CommitAsync([.. some.Select(static hold => Commands.Capture(hold))]);
        Assert.Equal(Closed + 3, Count());
        Assert.Equal(3, await ledger.FindHeldAsync(ada));

        // Nothing leaves the list before its end.
        Assert.Empty(await ledger.FindDueHoldsAsync(null, 2));
        Assert.Equal(Closed + 3, Count());

        time.Advance(Limits.MinHoldTime);
        var due = await ledger.FindDueHoldsAsync(null, 2);
        Assert.Equal(open[..2].Select(static hold => hold.Id), due.Select(static one => one.Transfer.Id));
        Assert.Equal([open[2].Id], (await ledger.FindDueHoldsAsync(due[1], 2)).Select(static one => one.Transfer.Id));
        Assert.Equal(3, Count());

        await ledger.CommitAsync([.. open.Select(static hold => Commands.Expire(hold))]);
        Assert.Empty(await ledger.FindDueHoldsAsync(null, 2));
        Assert.Equal(0, Count());
        Assert.Equal((10_000 - Closed, Closed), (await ledger.BalanceAsync(ada), await ledger.BalanceAsync(hotel)));

        async Task<Transfer[]> HoldAsync(int count)
        {
            var made = new List<Transfer>();
            foreach (var some in Enumerable.Range(0, count).Chunk(Limits.MaxBatch))
            {
                made.AddRange((await ledger.CommitAsync([.. some.Select(
                    _ => Commands.Hold(ada, hotel, 1, expiresIn: Limits.MinHoldTime))]))
                    .Select(static decision => decision.Transfer!));
            }

            return [.. made];
        }
    }

    public void Dispose() => _folder.Dispose();

    private long Count()
    {
        using var file = new DamageFile(_folder.File("ledger.db"));
        return (long)file.Rows("SELECT count(*) FROM hold_ends")[0][0]!;
    }
}
