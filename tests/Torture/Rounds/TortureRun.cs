namespace Wallet.Torture;

/// <summary>Round after round: many clients and harm at random, then quiet, and everything is compared with the
/// model.</summary>
internal sealed class TortureRun : IAsyncDisposable
{
    private readonly TortureOptions _options;
    private readonly Tally _tally;
    private readonly Random _random;
    private readonly IVictim _victim;
    private readonly HarmPlan _harm;
    private readonly WalletHttp _http;
    private readonly Book _book = new();
    private readonly Sender _sender;
    private readonly AuditCheck _audit;
    private readonly MoneyCheck _money;
    private ActBook? _acts;

    /// <summary>Prepares a run.</summary>
    public TortureRun(TortureOptions options, Tally tally)
    {
        (_options, _tally, _random) = (options, tally, new Random(options.Seed));
        _http = new WalletHttp(tally) { LeavesOut = options.UnknownToOlder };
        _victim = options.MakeVictim(_http, tally);
        _harm = new HarmPlan(_victim.Harms, options.Harm, tally, options.Rehearse);
        _sender = new Sender(_http, _book, tally);
        _audit = new AuditCheck(_victim, tally);
        _money = new MoneyCheck(_book, _http, tally);
    }

    /// <summary>What is to be known of it.</summary>
    public IEnumerable<string> Notes => _victim.Notes;

    /// <summary>Runs rounds until it is told that time is up.</summary>
    /// <param name="isOver">Whether time is up; asked before each round.</param>
    /// <param name="onRound">Told after each round.</param>
    public async Task RunAsync(Func<bool> isOver, Action onRound)
    {
        await _victim.StartAsync();
        if (await _victim.AddOperatorAsync() is { } key)
            _acts = new ActBook(_http, _book, _tally, key);
        var town = await Town.SettleAsync(_options, _http, _book, _sender);
        await CheckAsync(town);
        while (!isOver() && _tally.Violations == 0)
        {
            _tally.Rounds.Add();
            await RoundAsync(town);
            onRound();
        }

        await _money.AwaitReturnsAsync(() => ReadHistoriesAsync(town));
        await _audit.CompareAsync(isServedWell: true);
        // Each round has read what was new; now everything is read again, and must be what it was.
        await Parallel.ForEachAsync(town.All, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (person, _) =>
            await new WholeHistory(_http, _tally).CheckAsync(person));
        await _victim.TerminateAsync();
        // Nobody serves it now, and nothing is left in its log.
        await _audit.RunAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _victim.DisposeAsync();
        _http.Dispose();
    }

    private async Task RoundAsync(Town town)
    {
        var length =
            TimeSpan.FromMilliseconds(_random.Next(_options.MinRoundMilliseconds, _options.MaxRoundMilliseconds));
        var recorders = town.Pairs.Select(static pair => new PairRecorder(pair.First, pair.Second)).ToList();
        var newcomer = _options.HasTraders ? await town.WelcomeAsync(_http, _book, _sender, _tally) : null;
        using (var stop = new CancellationTokenSource())
        {
            var clients = Enumerable.Range(0, _options.Clients)
                .Select(_ => new Customer(town.Crowd, _book, _sender, _http, _tally, _random.Next()))
                .Select(customer => Task.Run(() => customer.RunAsync(stop.Token), CancellationToken.None));
            var players = town.Pairs.SelectMany((pair, i) => Enumerable.Range(0, _options.PlayersOfPair)
                .Select(_ =>
                new PairPlayer(pair.First, pair.Second, recorders[i], _book, _sender, _http, _tally, _acts?.Key,
                    _options.HasTraders, _random.Next())))
                .Select(player => Task.Run(() => player.RunAsync(stop.Token), CancellationToken.None));
            var everybody = clients.Concat(players).Concat(Operators(town, stop.Token))
                .Concat(Traders(town, newcomer, stop.Token)).ToList();
            // An audit of a ledger that is being written, and perhaps killed meanwhile, must find nothing either.
            var audit = _random.Next(4) == 0 && _tally.Rounds.Value > 1
                ? _audit.CompareAsync(isServedWell: false)
                : Task.CompletedTask;
            await _harm.RunAsync(_random, length, _random.Next(_options.MinHarms, _options.MaxHarms + 1));
            await stop.CancelAsync();
            await _victim.RecoverAsync();
            await Task.WhenAll(everybody);
            await audit;
        }

        await _money.SettleRequestsAsync();
        await new Doubts(_book, _sender, _tally).ResolveAsync();
        _money.CheckGivenBack();
        if (_acts is not null)
            await _acts.CheckAsync();
        await CheckAsync(town);
        foreach (var recorder in recorders)
            CheckLinearizability(recorder);
    }

    private IEnumerable<Task> Operators(Town town, CancellationToken stop)
    {
        if (_acts is not { } acts)
            return [];
        var acting = Enumerable.Range(0, _options.ActingOperators)
            .Select(_ => new ActingOperator(town.Crowd, acts, _http, _tally, _random.Next()))
            .Select(one => Task.Run(() => one.RunAsync(stop), CancellationToken.None));
        var reversing = Enumerable.Range(0, _options.ReversingOperators)
            .Select(_ => new ReversingOperator(acts, _book, _sender, _http, _tally, _random.Next()))
            .Select(one => Task.Run(() => one.RunAsync(stop), CancellationToken.None));
        return acting.Concat(reversing);
    }

    private IEnumerable<Task> Traders(Town town, Person? newcomer, CancellationToken stop)
    {
        if (newcomer is null)
            return [];
        var people = town.Crowd.Append(newcomer).ToList();
        var thrifty = new Thrifty(newcomer, town.Crowd, _book, _sender, _tally, _random.Next());
        return Enumerable.Range(0, _options.Traders)
            .Select(_ => new Trader(people, _book, _sender, _http, _tally, _random.Next()))
            .Select(trader => Task.Run(() => trader.RunAsync(stop), CancellationToken.None))
            .Append(Task.Run(() => thrifty.RunAsync(stop), CancellationToken.None));
    }

    private Task ReadHistoriesAsync(Town town) => Parallel.ForEachAsync(
        town.All, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (person, _) =>
            await new HistoryAgainstModel(_http, _book, _tally).CheckAsync(person));

    private async Task CheckAsync(Town town)
    {
        await ReadHistoriesAsync(town);
        foreach (var payment in _book.UncheckedPayments.Take(5))
            _tally.Violation($"{payment} was acknowledged as {payment.Outcome}, and is in no history");
        var (sum, held) = (town.All.Sum(static person => person.Balance), _book.Holds.HeldMinor);
        if (sum + held != _book.IssuedMinor)
            _tally.Violation($"{_book.IssuedMinor} were issued, all wallets together have {sum}, and {held} are held");
        _money.Check(town.All);
        await new Doubts(_book, _sender, _tally).RepeatAsync(_random, ofThisRound: 300, ofEarlier: 100);
        await _audit.RunAsync();
        _book.EndRound();
    }

    private void CheckLinearizability(PairRecorder recorder)
    {
        var operations = recorder.Operations();
        _tally.LinearizedHistories.Add();
        _tally.LinearizedOperations.Add(operations.Count);
        var verdict = HistoryCheck.Run(recorder.Start, operations);
        if (verdict == Verdict.Undecided)
            _tally.Undecided.Add();
        if (verdict == Verdict.Violated)
            _tally.Violation("a history of two wallets is not linearizable:"
                + string.Concat(operations.OrderBy(static operation => operation.Started)
                .Select(static operation => "\n  " + operation)));
    }
}
