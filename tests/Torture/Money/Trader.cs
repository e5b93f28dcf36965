namespace Wallet.Torture;

/// <summary>One client of everything but plain payments: sets money aside, takes it in parts, gives it back, refunds,
/// asks for payments, pays, declines and cancels, often the same from several places at once.</summary>
internal sealed class Trader(
    IReadOnlyList<Person> people, Book book, Sender sender, WalletHttp http, Tally tally, int seed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Random _random = new(seed);
    private int _count;

    /// <summary>Acts until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var before = tally.Unavailable.Value;
            await ActAsync(stop);
            await Task.Delay(http.Address is null || tally.Unavailable.Value != before
                ? _random.Next(10, 60)
                : _random.Next(40), CancellationToken.None);
        }
    }

    private async Task ActAsync(CancellationToken stop)
    {
        switch (_random.Next(10))
        {
            case < 2:
                tally.Holds.Add();
                await SendAsync(NewHold(), stop);
                break;
            case < 6 when book.Holds.SomeHold(_random) is { } hold:
                await AllAsync(() => SendAsync(EndOf(hold), stop));
                break;
            case < 8 when SomethingReceived() is { } paid:
                await AllAsync(() => SendAsync(RefundOf(paid.Movement, paid.Receiver), stop));
                break;
            case >= 8:
                await AskAsync(stop);
                break;
        }
    }

    // One place, or some that know nothing of each other.
    private async Task AllAsync(Func<Task> act)
    {
        var places = _random.Next(3) == 0 ? _random.Next(2, 5) : 1;
        await Task.WhenAll(Enumerable.Range(0, places).Select(_ => act()).ToList());
    }

    private async Task SendAsync(Movement movement, CancellationToken stop)
    {
        book.Add(movement);
        if (movement is HoldEnd)
            tally.HoldEnds.Add();
        else if (movement is Refund)
            tally.Refunds.Add();
        await sender.PayAsync(movement, new Random(_random.Next()), giveUpChance: 0.3, stop);
    }

    private async Task AskAsync(CancellationToken stop)
    {
        var payee = Someone();
        var payer = OtherThan(payee);
        var request = new AskedRequest(tally)
        {
            Payee = payee,
            Payer = payer,
            Amount = _random.Next(20) == 0 ? 1_000_000 : 1 + _random.Next(300),
            Key = NewKey(),
            IsForAll = true,
        };
        book.Requests.Enqueue(request);
        tally.RequestsAsked.Add();
        if (await request.MakeAsync(http, Patience, _random, stop) is not { } payment)
            return;
        if (_random.Next(5) == 0)
            await request.AskAsync(http, Patience);

        book.Add(payment);
        // Whoever is first wins, and all others must say so.
        var race = new List<Task>();
        for (var places = _random.Next(1, 4); places > 0; places--)
            race.Add(sender.PayAsync(payment, new Random(_random.Next()), giveUpChance: 0.5, stop));
        if (_random.Next(2) == 0)
            race.Add(LaterAsync(() => request.CloseAsync(http, cancels: true, Patience)));
        if (_random.Next(3) == 0)
            race.Add(LaterAsync(() => request.CloseAsync(http, cancels: false, Patience)));
        if (_random.Next(3) == 0)
            race.Add(LaterAsync(() => request.ReadAsync(http, _random.Next(2) == 0, Patience)));
        await Task.WhenAll(race);
    }

    private async Task LaterAsync(Func<Task> act)
    {
        await Task.Delay(_random.Next(12), CancellationToken.None);
        await act();
    }

    private Hold NewHold()
    {
        var payer = Someone();
        return new Hold
        {
            Caller = payer,
            Receiver = OtherThan(payer),
            Amount = _random.Next(20) == 0 ? 1_000_000 : 1 + _random.Next(300),
            Seconds = _random.Next(3) == 0 ? 60 : _random.Next(61, 3600),
            Note = _random.Next(3) == 0 ? "a night" : null,
            Key = NewKey(),
            IsForAll = true,
        };
    }

    private HoldEnd EndOf(Hold hold)
    {
        var isCapture = _random.Next(4) > 0;
        return new HoldEnd
        {
            Caller = hold.Receiver,
            Of = hold,
            IsCapture = isCapture,
            Asked = !isCapture ? null : _random.Next(6) switch
            {
                0 => null,
                1 => hold.Amount + 1,
                _ => 1 + _random.NextInt64(Math.Max(1, hold.Amount / 2)),
            },
            Key = NewKey(),
            IsForAll = true,
        };
    }

    private (Movement Movement, Person Receiver)? SomethingReceived()
    {
        Movement? movement = _random.Next(3) == 0 ? book.SomeCapture(_random) : book.SomePayment(_random);
        return movement is not null && people.FirstOrDefault(one => one.WalletId == movement.CreditedId) is { } receiver
            ? (movement, receiver)
            : null;
    }

    private Refund RefundOf(Movement movement, Person receiver) => new()
    {
        Caller = receiver,
        Of = movement,
        Asked = _random.Next(6) switch
        {
            0 or 1 => null,
            2 => movement.Amount + 1,
            _ => 1 + _random.NextInt64(movement.Amount),
        },
        Note = _random.Next(3) == 0 ? "sorry" : null,
        Key = NewKey(),
    };

    private string NewKey() => $"trade-{seed:x}-{_count++:x}-{_random.NextInt64():x}";

    private Person Someone() => people[_random.Next(people.Count)];

    private Person OtherThan(Person person)
    {
        while (true)
        {
            if (Someone() is var other && other != person)
                return other;
        }
    }
}
