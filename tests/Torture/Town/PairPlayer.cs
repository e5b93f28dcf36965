namespace Wallet.Torture;

/// <summary>A client of one pair of wallets that nobody else uses. Everything it does is recorded with its beginning
/// and end.</summary>
internal sealed class PairPlayer(Person first, Person second, PairRecorder recorder, Book book, Sender sender,
    WalletHttp http, Tally tally, string? operatorKey, bool trades, int seed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Random _random = new(seed);

    // Large against the balances, so that refusals for want of money depend on the order.
    private readonly int _most = (int)Math.Max(120, (recorder.Start.First + recorder.Start.Second) * 3 / 10);

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
        var (own, other) = _random.Next(2) == 0 ? (first, second) : (second, first);
        switch (_random.Next(20))
        {
            case < 6:
                await LookAsync(own);
                break;
            case < 8 when operatorKey is not null && recorder.SomePaid(_random) is { } paid:
                tally.Reversals.Add();
                await SendAsync(NewReversal(paid, operatorKey), stop);
                break;
            case < 10 when trades && recorder.SomePaid(_random) is { } paid:
                tally.Refunds.Add();
                await SendAsync(NewRefund(paid), stop);
                break;
            case < 13 when trades && recorder.SomeHold(_random) is { } hold:
                tally.HoldEnds.Add();
                await SendAsync(NewEnd(hold), stop);
                break;
            case < 14 when trades:
                tally.Holds.Add();
                await SendAsync(NewHold(own, other), stop);
                break;
            case < 16 when trades:
                await DealAsync(own, other, stop);
                break;
            default:
                tally.Payments.Add();
                await SendAsync(NewPayment(own, other), stop);
                break;
        }
    }

    private async Task SendAsync(Movement movement, CancellationToken stop)
    {
        book.Add(movement);
        recorder.Add(movement);
        // Each that gives up leaves something that may happen at any later time, which makes the search long.
        await sender.PayAsync(movement, _random, giveUpChance: 0.05, stop);
    }

    private async Task LookAsync(Person own)
    {
        var started = PairRecorder.Now;
        if (recorder.SomeHold(_random) is { } hold && _random.Next(4) == 0)
        {
            if (await own.GetAsync(http, "/holds/" + hold.TransferId, Patience) is { Status: 200 } seen)
                recorder.AddRead(hold, seen, started);
        }
        else if (await own.GetAsync(http, "/wallet", Patience) is { Status: 200 } answer)
        {
            recorder.AddRead(own, answer.Number("balance"), started);
        }
    }

    // Asks for a payment, or does something to one that was asked for, which others may be doing something to.
    private async Task DealAsync(Person payee, Person payer, CancellationToken stop)
    {
        if (_random.Next(4) == 0 || recorder.SomeRequest(_random) is not { } payment)
        {
            await AskAsync(payee, payer, stop);
            return;
        }

        switch (_random.Next(6))
        {
            case < 3:
                await sender.PayAsync(payment, _random, giveUpChance: 0.5, stop);
                break;
            case 3:
                await payment.Of.ReadAsync(http, asPayee: _random.Next(2) == 0, Patience);
                break;
            default:
                await payment.Of.CloseAsync(http, cancels: _random.Next(2) == 0, Patience);
                break;
        }
    }

    private async Task AskAsync(Person payee, Person payer, CancellationToken stop)
    {
        var request = new AskedRequest(tally)
        {
            Payee = payee,
            Payer = payer,
            Amount = 1 + _random.Next(_most),
            Seconds = AskedRequest.LongestSeconds,
            Key = NewKey(),
        };
        book.Requests.Enqueue(request);
        tally.RequestsAsked.Add();
        if (await request.MakeAsync(http, Patience, _random, stop) is not { } payment)
            return;
        book.Add(payment);
        recorder.Add(payment);
    }

    private Payment NewPayment(Person own, Person other)
    {
        var isDeposit = _random.Next(5) == 0;
        return new Payment
        {
            Caller = own,
            ReceiverId = isDeposit ? null : other.WalletId,
            Amount = 1 + _random.Next(isDeposit ? 60 : _most),
            Key = NewKey(),
        };
    }

    private Reversal NewReversal(OwnMovement paid, string key)
    {
        var name = NewKey();
        return new Reversal
        {
            OperatorKey = key,
            Of = paid,
            Asked = SomeOf(paid.Amount),
            Key = "pair-" + name,
            Note = "reversal " + name,
        };
    }

    private Refund NewRefund(OwnMovement paid) => new()
    {
        Caller = paid.CreditedId == first.WalletId ? first : second,
        Of = paid,
        Asked = SomeOf(paid.Amount),
        Key = NewKey(),
    };

    private Hold NewHold(Person own, Person other) => new()
    {
        Caller = own,
        Receiver = other,
        Amount = 1 + _random.Next(_most),
        Seconds = Hold.LongestSeconds,
        Key = NewKey(),
    };

    private HoldEnd NewEnd(Hold hold)
    {
        var isCapture = _random.Next(3) > 0;
        return new HoldEnd
        {
            Caller = hold.Receiver,
            Of = hold,
            IsCapture = isCapture,
            Asked = isCapture ? SomeOf(hold.Amount) : null,
            Key = NewKey(),
        };
    }

    // All that is left, a part, or more than there was.
    private long? SomeOf(long amount) => _random.Next(3) == 0 ? null : 1 + _random.NextInt64(amount + 1);

    private string NewKey() => $"{seed:x}-{_random.NextInt64():x}";
}
