using System.Collections.Concurrent;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>People who pay one another, and a model of all that they were told: in the end the service must agree with
/// it exactly.</summary>
public sealed class Town
{
    private const long Funds = 10_000;

    private readonly TestUser[] _people;
    private readonly string[] _deposits;
    private readonly ConcurrentQueue<Attempt> _attempts = new();
    private int _answered;

    private Town(TestUser[] people, string[] deposits) => (_people, _deposits) = (people, deposits);

    /// <summary>Every payment that was begun.</summary>
    public IReadOnlyCollection<Attempt> Attempts => _attempts;

    /// <summary>How many answers told an outcome.</summary>
    public int Answered => Volatile.Read(ref _answered);

    /// <summary>Settles people, with money and with PINs that have been verified once.</summary>
    public static async Task<Town> SettleAsync(WalletClient client, int count)
    {
        var (people, deposits) = (new TestUser[count], new string[count]);
        for (var i = 0; i < count; i++)
        {
            people[i] = await TestUser.RegisterAsync(client);
            deposits[i] = (await people[i].DepositAsync(Funds, "funds")).Expect(201)["transferId"];
        }

        return new Town(people, deposits);
    }

    /// <summary>
    /// Has <paramref name="clients"/> pay at random, all at once, until the server is gone or <paramref name="stop"/>
    /// is asked for.
    /// </summary>
    /// <param name="random">Decides who pays whom how much.</param>
    /// <param name="clients">How many requests are under way at any time.</param>
    /// <param name="stop">Ends it; what is under way is still answered.</param>
    /// <param name="afterAnswers">Run once, by the client that gets the answer of that number.</param>
    public Task PayAsync(
        Random random, int clients, CancellationToken stop, (int Count, Func<Task> Do)? afterAnswers = null)
    {
        var end = Answered + (afterAnswers?.Count ?? 0);
        return Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var attempt = Begin(random);
                try
                {
                    await attempt.SendAsync();
                }
                catch (HttpRequestException)
                {
                    return; // The server is gone, and the outcome is unknown.
                }

                if (attempt.Outcome is not null && Interlocked.Increment(ref _answered) == end
                    && afterAnswers is { } after)
                    await after.Do();
            }
        }, CancellationToken.None)));
    }

    /// <summary>Begins a payment at random at each interval, however many are under way by then, until
    /// <paramref name="stop"/> is asked for; then all are still answered. So what is slow for some slows nobody else
    /// down.</summary>
    /// <param name="random">Decides who pays whom how much.</param>
    /// <param name="interval">How often.</param>
    /// <param name="stop">Ends it.</param>
    public async Task PayEachAsync(Random random, TimeSpan interval, CancellationToken stop)
    {
        var underWay = new List<Task>();
        using var timer = new PeriodicTimer(interval);
        while (!stop.IsCancellationRequested)
        {
            underWay.Add(PayAsync());
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        await Task.WhenAll(underWay);

        async Task PayAsync()
        {
            var attempt = Begin(random);
            await attempt.SendAsync();
            if (attempt.Outcome is not null)
                Interlocked.Increment(ref _answered);
        }
    }

    /// <summary>The longest time in which nobody paid, and in which each person who had tried to pay did not.</summary>
    /// <param name="since">From when on, as <see cref="TimeProvider.GetTimestamp"/>.</param>
    public (TimeSpan All, IReadOnlyList<TimeSpan> Each) LongestSilences(long since)
    {
        var paid = _attempts.Where(a => a.Paid && a.OutcomeAt >= since).ToLookup(a => a.Sender, a => a.OutcomeAt);
        return (Longest(paid.SelectMany(times => times)), [.. _people.Select(person => Longest(paid[person]))]);

        TimeSpan Longest(IEnumerable<long> times) => times.Order().Aggregate(
            (Longest: TimeSpan.Zero, Last: since),
            static (sum, time) => (TimeProvider.System.GetElapsedTime(sum.Last, time) is var gap
                && gap > sum.Longest ? gap : sum.Longest, time)).Longest;
    }

    /// <summary>One payment at random.</summary>
    public Task<Reply> PayOnceAsync(Random random) => Begin(random).SendAsync();

    /// <summary>What each has now.</summary>
    public Task<long[]> BalancesAsync() => Task.WhenAll(_people.Select(p => p.BalanceAsync()));

    /// <summary>Retries every payment whose outcome is unknown until it is known.</summary>
    public async Task<int> LearnAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var unknown = _attempts.Where(a => a.Outcome is null).ToArray();
        await Parallel.ForEachAsync(unknown, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (attempt, _) =>
            await attempt.LearnAsync(deadline.Token));
        return unknown.Length;
    }

    /// <summary>Compares balances, histories and key records with what the clients were told.</summary>
    public async Task AgreesAsync()
    {
        Assert.All(_attempts, a => Assert.NotNull(a.Outcome));
        var paid = _attempts.Where(a => a.Paid).ToArray();
        Assert.NotEmpty(paid);
        Assert.Equal(paid.Length, paid.Select(a => a.Outcome!["transferId"]).Distinct().Count());
        foreach (var (person, deposit) in _people.Zip(_deposits))
        {
            var expected = paid.Where(a => a.Sender == person)
                .Select(a => (Id: a.Outcome!["transferId"], Moved: -a.Amount))
                .Concat(paid.Where(a => a.Receiver == person)
                    .Select(a => (Id: a.Outcome!["transferId"], Moved: a.Amount)))
                .Append((Id: deposit, Moved: Funds)).ToArray();
            var history = await History.AllAsync(person);
            Assert.Equal(expected.OrderBy(e => e.Id, StringComparer.Ordinal),
                history.Select(h => (Id: h.TransferId, Moved: h.Direction == "DEBIT" ? -h.Amount : h.Amount))
                .OrderBy(e => e.Id, StringComparer.Ordinal));
            Assert.Equal(expected.Sum(e => e.Moved), await person.BalanceAsync());
        }

        // Every outcome that anybody was ever told is still the outcome, byte for byte.
        await Parallel.ForEachAsync(_attempts, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (attempt, _) =>
        {
            var record = await attempt.Sender.ByKeyAsync(attempt.Key);
            Assert.Equal(attempt.Outcome!.Status, record.Status);
            Assert.Equal(attempt.Outcome.Text, record.Text);
        });
    }

    private Attempt Begin(Random random)
    {
        lock (random)
        {
            var sender = random.Next(_people.Length);
            var receiver = (sender + 1 + random.Next(_people.Length - 1)) % _people.Length;
            // Now and then more than anybody has: refusals are outcomes too.
            var attempt = new Attempt(
                _people[sender], _people[receiver], random.Next(20) == 0 ? 1_000_000 : 1 + random.Next(200));
            _attempts.Enqueue(attempt);
            return attempt;
        }
    }
}
