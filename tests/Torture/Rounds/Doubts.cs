namespace Wallet.Torture;

/// <summary>Learns, in the quiet after a round, what became of everything that was left in doubt, and asks again for
/// what was known.</summary>
internal sealed class Doubts(Book book, Sender sender, Tally tally)
{
    private const int AtOnce = 16;

    // Far more than anything takes to recover, on however slow a machine.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>Learns the outcome of each payment of the round. When this returns, the model is complete.</summary>
    public async Task ResolveAsync()
    {
        var doubtful = book.ThisRound.Where(static payment => !payment.IsSettled).ToList();
        tally.InDoubt.Add(doubtful.Count);
        await Parallel.ForEachAsync(doubtful, new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (payment, _) => await ResolveAsync(payment));
        tally.InDoubtMoved.Add(doubtful.Count(static payment => payment.Moved));
    }

    /// <summary>Asks again: each outcome of this round, and some of earlier ones, must be what it was, byte for
    /// byte.</summary>
    public async Task RepeatAsync(Random random, int ofThisRound, int ofEarlier)
    {
        var round = book.ThisRound.ToArray();
        random.Shuffle(round);
        var earlier = Enumerable.Range(0, Math.Min(ofEarlier, book.Earlier.Count))
            .Select(_ => book.Earlier[random.Next(book.Earlier.Count)]);
        var all = round.Take(ofThisRound).Concat(earlier)
            .Select(payment => (Payment: payment, LookUp: payment.CanBeLookedUp && random.Next(2) == 0)).ToList();
        await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (item, _) =>
        {
            tally.Replays.Add();
            if (item.LookUp)
                await sender.LookUpAsync(item.Payment);
            else
                await sender.SendOnceAsync(item.Payment, TimeSpan.FromSeconds(25));
        });
    }

    private async Task ResolveAsync(Movement payment)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; TimeProvider.System.GetElapsedTime(started) < Patience; i++)
        {
            // A look-up that finds nothing proves nothing; only sending it again settles it.
            if (i == 0 && await sender.LookUpAsync(payment)
                || await sender.SendOnceAsync(payment, TimeSpan.FromSeconds(25)))
                return;
            await Task.Delay(250);
        }

        tally.Violation($"the outcome of {payment} can't be learnt");
    }
}
