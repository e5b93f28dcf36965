namespace Wallet.Torture;

/// <summary>
/// Sends payments as clients in the wild do: with time-outs, with retries that come in pairs or late, and sometimes
/// giving up without having learnt anything.
/// </summary>
internal sealed class Sender(WalletHttp http, Book book, Tally tally)
{
    /// <summary>Sends until the outcome is known or the client loses patience.</summary>
    /// <param name="payment">The payment, which is in the book.</param>
    /// <param name="random">The client's dice.</param>
    /// <param name="giveUpChance">How likely each failure makes it give up.</param>
    /// <param name="stop">When even a patient client stops.</param>
    /// <returns>Whether the outcome is known.</returns>
    public async Task<bool> PayAsync(Movement payment, Random random, double giveUpChance, CancellationToken stop)
    {
        for (var attempt = 0; ; attempt++)
        {
            var duplicate = random.NextDouble() < 0.1;
            var first = SendOnceAsync(payment, Patience(random));
            if (duplicate)
            {
                // A proxy or an impatient thumb sends it twice at once.
                tally.Duplicates.Add();
                await SendOnceAsync(payment, Patience(random));
            }

            if (await first || payment.IsSettled)
                return true;
            if (attempt > 0)
                tally.Duplicates.Add();
            if (random.NextDouble() < giveUpChance || stop.IsCancellationRequested)
                return false;
            await Task.Delay(random.Next(20, 100 << Math.Min(attempt, 4)), CancellationToken.None);
            if (random.Next(4) == 0 && await LookUpAsync(payment))
                return true;
        }
    }

    /// <summary>Sends once and takes what is answered.</summary>
    public async Task<bool> SendOnceAsync(Movement payment, TimeSpan patience)
    {
        var answer = await payment.SendAsync(http, patience);
        if (answer.Status == 401)
        {
            await payment.SignInAsync(http);
            answer = await payment.SendAsync(http, patience);
        }

        return Take(payment, answer, isLookUp: false);
    }

    /// <summary>Asks what the key led to; by sending it again where there is no other way.</summary>
    public async Task<bool> LookUpAsync(Movement payment)
    {
        if (!payment.CanBeLookedUp)
            return await SendOnceAsync(payment, TimeSpan.FromSeconds(2));
        var answer = await payment.LookUpAsync(http, TimeSpan.FromSeconds(2));
        if (answer.Status == 401)
        {
            await payment.SignInAsync(http);
            answer = await payment.LookUpAsync(http, TimeSpan.FromSeconds(2));
        }

        return Take(payment, answer, isLookUp: true);
    }

    private bool Take(Movement payment, Answer answer, bool isLookUp)
    {
        var (known, news) = payment.Hear(answer, isLookUp, tally);
        if (news && payment.Moved)
            book.Moved(payment, tally);
        return known;
    }

    // Some clients are impatient: their requests are often still under way when they ask again.
    private static TimeSpan Patience(Random random) =>
        random.Next(3) == 0
            ? TimeSpan.FromMilliseconds(random.Next(2, 150))
            : TimeSpan.FromMilliseconds(random.Next(500, 4000));
}
