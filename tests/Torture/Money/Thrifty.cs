namespace Wallet.Torture;

/// <summary>Somebody new with a daily limit, who spends at many places at once until nothing is let out any more, and
/// lowers the limit meanwhile.</summary>
internal sealed class Thrifty(
    Person person, IReadOnlyList<Person> people, Book book, Sender sender, Tally tally, int seed)
{
    private const int Places = 5;

    private readonly Random _random = new(seed);

    /// <summary>Acts until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        long limit = 2000 + _random.Next(1000);
        while (!await person.Limits!.SetAsync(limit, TimeSpan.FromSeconds(4)))
        {
            if (stop.IsCancellationRequested)
                return;
            await Task.Delay(100, CancellationToken.None);
        }

        var spending = Enumerable.Range(0, Places)
            .Select(i => Task.Run(() => SpendAsync(new Random(seed + i + 1), stop), CancellationToken.None)).ToList();
        for (var i = 0; i < 2 && !stop.IsCancellationRequested; i++)
        {
            await Task.Delay(_random.Next(200, 1500), CancellationToken.None);
            await person.Limits.SetAsync(limit -= 300 + _random.Next(300), TimeSpan.FromSeconds(4));
        }

        await Task.WhenAll(spending);
    }

    private async Task SpendAsync(Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var key = $"thrift-{seed:x}-{random.NextInt64():x}";
            var to = people[random.Next(people.Count)];
            Movement movement = random.Next(3) == 0
                ? new Hold
                {
                    Caller = person,
                    Receiver = to,
                    Amount = 1 + random.Next(200),
                    Seconds = 60,
                    Key = key,
                    IsForAll = true,
                }
                : new Payment
                {
                    Caller = person,
                    ReceiverId = to.WalletId,
                    Amount = 1 + random.Next(200),
                    Key = key,
                    IsForAll = true,
                };
            book.Add(movement);
            (movement is Hold ? tally.Holds : tally.Payments).Add();
            await sender.PayAsync(movement, random, giveUpChance: 0.3, stop);
            await Task.Delay(random.Next(20, 120), CancellationToken.None);
        }
    }
}
