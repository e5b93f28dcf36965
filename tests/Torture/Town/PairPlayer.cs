namespace Wallet.Torture;

/// <summary>A client of one pair of wallets that nobody else uses. Everything it does is recorded with its beginning
/// and end.</summary>
internal sealed class PairPlayer(Person first, Person second, PairRecorder recorder, Book book, Sender sender,
    WalletHttp http, Tally tally, string? operatorKey, int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Acts until it is told to stop or the history is long enough.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && recorder.HasRoom)
        {
            await ActAsync(stop);
            await Task.Delay(_random.Next(1, 25), CancellationToken.None);
        }
    }

    private async Task ActAsync(CancellationToken stop)
    {
        var (from, to) = _random.Next(2) == 0 ? (first, second) : (second, first);
        if (_random.Next(3) == 0)
        {
            var started = PairRecorder.Now;
            var answer = await from.GetAsync(http, "/wallet", TimeSpan.FromSeconds(2));
            if (answer.Status == 200)
                recorder.AddRead(from == first, answer.Number("balance"), started);
            return;
        }

        if (operatorKey is not null && _random.Next(6) == 0 && recorder.SomeTransfer(_random) is { } paid)
        {
            await ReverseAsync(paid, operatorKey, stop);
            return;
        }

        var isDeposit = _random.Next(5) == 0;
        var payment = new Payment
        {
            Caller = from,
            ReceiverId = isDeposit ? null : to.WalletId,
            // Large against the balances, so that refusals for want of money depend on the order.
            Amount = 1 + _random.Next(isDeposit ? 60 : 120),
            Key = $"{seed:x}-{_random.NextInt64():x}",
        };
        book.Add(payment);
        tally.Payments.Add();
        recorder.Add(payment, from == first);
        // Each that gives up leaves something that may happen at any later time, which makes the search long.
        await sender.PayAsync(payment, _random, giveUpChance: 0.05, stop);
    }

    // All that is left, a part, or more than there was.
    private async Task ReverseAsync(Payment paid, string operatorKey, CancellationToken stop)
    {
        var name = $"{seed:x}-{_random.NextInt64():x}";
        var reversal = new Reversal
        {
            OperatorKey = operatorKey,
            Of = paid,
            Asked = _random.Next(3) == 0 ? null : 1 + _random.NextInt64(paid.Amount + 1),
            Key = "pair-" + name,
            Note = "reversal " + name,
        };
        book.Add(reversal);
        tally.Reversals.Add();
        recorder.Add(reversal, reversal.SenderId == first.WalletId);
        await sender.PayAsync(reversal, _random, giveUpChance: 0.05, stop);
    }
}
