namespace Wallet.Torture;

/// <summary>One client: pays, gets play money, looks at things, repeats itself, and now and then misuses a
/// key.</summary>
internal sealed class Customer(
    IReadOnlyList<Person> people, Book book, Sender sender, WalletHttp http, Tally tally, int seed)
{
    private static readonly string[] Notes = ["rent", "", "caf\u00e9 \u2615", "\ud83c\udf89 danke", "a\"b\\c", "0"];

    private readonly Random _random = new(seed);
    private readonly List<Movement> _mine = [];

    /// <summary>Acts until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        // What was paid in earlier rounds may be repeated too, however late.
        foreach (var payment in Enumerable.Range(0, Math.Min(20, book.Earlier.Count))
            .Select(_ => book.Earlier[_random.Next(book.Earlier.Count)]))
            _mine.Add(payment);
        while (!stop.IsCancellationRequested)
        {
            var before = tally.Unavailable.Value;
            await ActAsync(stop);
            // While nothing works, nobody hammers; and nobody pays without a pause for thought, or the audits would
            // take all the time there is.
            await Task.Delay(http.Address is null
                || tally.Unavailable.Value != before ? _random.Next(10, 60) : _random.Next(30), CancellationToken.None);
        }
    }

    private async Task ActAsync(CancellationToken stop)
    {
        switch (_random.Next(100))
        {
            case < 70:
                await PayAsync(NewTransfer(), stop);
                break;
            case < 80:
                await PayAsync(New(Someone(), null, 1 + _random.Next(5000), null), stop);
                break;
            case < 88:
                await RepeatAsync();
                break;
            case < 91:
                await ReuseKeyAsync();
                break;
            case < 97:
                await LookAsync();
                break;
            default:
                await ReadHistoryAsync();
                break;
        }
    }

    private async Task PayAsync(Payment payment, CancellationToken stop)
    {
        book.Add(payment);
        tally.Payments.Add();
        await sender.PayAsync(payment, _random, giveUpChance: 0.3, stop);
        _mine.Add(payment);
        if (_mine.Count > 200)
            _mine.RemoveRange(0, 100);
    }

    // Reordered and late: a copy of an old request arrives long after its answer.
    private async Task RepeatAsync()
    {
        if (_mine.Count == 0)
            return;
        tally.Duplicates.Add();
        var payment = _mine[_random.Next(_mine.Count)];
        if (_random.Next(3) == 0)
            await sender.LookUpAsync(payment);
        else
            await sender.SendOnceAsync(payment, TimeSpan.FromSeconds(2));
    }

    private async Task ReuseKeyAsync()
    {
        // Only with a key whose outcome is known: with any other, this could be the request that gets it.
        if (_mine.Count == 0 || _mine[_random.Next(_mine.Count)] is not { Outcome: not null, HasAmount: true } payment)
            return;
        var answer = await payment.SendAsync(http, TimeSpan.FromSeconds(2), otherAmount: payment.Amount + 1);
        if (answer is { Status: 422, Code: "idempotency_key_reused" })
            tally.KeysReused.Add();
        // While a copy of the first request runs, its key is held.
        else if (answer.Status is not (0 or 401 or 408 or 423 or 503)
            && answer is not { Status: 409, Code: "transfer_in_progress" })
            tally.Violation($"the key of {payment} was used for another amount, and the answer was {answer}");
    }

    private async Task LookAsync()
    {
        var person = Someone();
        var answer = await person.GetAsync(http, "/wallet", TimeSpan.FromSeconds(2));
        if (answer.Status == 200 && (answer.Number("balance") < 0 || answer.Text("walletId") != person.WalletId))
            tally.Violation($"the wallet {person.WalletId} reads {answer}");
    }

    private async Task ReadHistoryAsync()
    {
        var answer = await Someone()
            .GetAsync(http, "/transactions?limit=" + _random.Next(1, 100), TimeSpan.FromSeconds(2));
        if (answer.Status is not (0 or 200 or 401 or 408 or 503))
            tally.Violation($"a history was answered {answer}");
    }

    private Payment NewTransfer()
    {
        var from = Someone();
        // One wallet is everybody's favourite, one receiver does not exist, and some amounts are out of reach.
        var to = _random.Next(50) == 0 ? "nobody-has-this-name@wallet" : _random.Next(3) == 0
            ? people[0].WalletId
            : Someone().WalletId;
        if (to == from.WalletId)
            to = people[(Index(from) + 1) % people.Count].WalletId;
        var amount = _random.Next(20) == 0 ? 1_000_000 : 1 + _random.Next(300);
        return New(from, to, amount, _random.Next(3) == 0 ? Notes[_random.Next(Notes.Length)] : null);
    }

    private Payment New(Person caller, string? receiver, long amount, string? note) =>
        new()
        {
            Caller = caller,
            ReceiverId = receiver,
            Amount = amount,
            Note = note,
            Key = NewKey(),
            IsForAll = true,
        };

    private string NewKey()
    {
        Span<byte> bytes = stackalloc byte[12];
        _random.NextBytes(bytes);
        return $"{seed:x}-{Convert.ToHexStringLower(bytes)}";
    }

    private Person Someone() => people[_random.Next(people.Count)];

    private int Index(Person person)
    {
        for (var i = 0; i < people.Count; i++)
        {
            if (people[i] == person)
                return i;
        }

        return 0;
    }
}
