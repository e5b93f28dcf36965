using System.Globalization;

namespace Wallet.Torture;

/// <summary>An operator who gives payments back: whole, in parts, too much, the same from several desks at once, and
/// again with the same key.</summary>
internal sealed class ReversingOperator(
    ActBook acts, Book book, Sender sender, WalletHttp http, Tally tally, int seed)
{
    private readonly Random _random = new(seed);
    private int _count;

    /// <summary>Acts until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (book.SomePayment(_random) is { } payment)
            {
                var desks = _random.Next(4) == 0 ? _random.Next(2, 6) : 1;
                await Task.WhenAll(Enumerable.Range(0, desks)
                    .Select(_ => ReverseAsync(New(payment), new Random(_random.Next()), stop)).ToList());
            }

            await Task.Delay(_random.Next(5, 120), CancellationToken.None);
        }
    }

    private async Task ReverseAsync(Reversal reversal, Random random, CancellationToken stop)
    {
        book.Add(reversal);
        tally.Reversals.Add();
        if (!await sender.PayAsync(reversal, random, giveUpChance: 0.3, stop) || random.Next(10) > 0)
            return;
        var answer = await reversal.SendAsync(http, TimeSpan.FromSeconds(2), otherAmount: (reversal.Asked ?? 0) + 1);
        if (answer is { Status: 422, Code: "idempotency_key_reused" })
            tally.KeysReused.Add();
        else if (answer.Status is not (0 or 408 or 503))
            tally.Violation($"the key of {reversal} was used for another amount, and the answer was {answer}");
    }

    private Reversal New(OwnMovement payment)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{seed:x}-{_count++}");
        return new Reversal
        {
            OperatorKey = acts.Key,
            Of = payment,
            Asked = _random.Next(6) switch
            {
                0 or 1 => null,
                2 => payment.Amount + 1,
                _ => 1 + _random.NextInt64(payment.Amount),
            },
            Key = "case-" + name,
            Note = "reversal " + name,
        };
    }
}
