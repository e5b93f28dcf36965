using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;

namespace Wallet.Torture;

/// <summary>
/// Rubbish for every endpoint, made of sound requests that are spoilt in one to three ways. Request I of seed S is
/// always the same but for the access tokens.
/// </summary>
internal sealed class FuzzRun : IAsyncDisposable
{
    private const int Callers = 3;
    private const int AtOnce = 32;
    private const int SlowAtOnce = 128;
    private const int Batch = 5000;
    private const int Step = 1000;

    private readonly TortureOptions _options;
    private readonly int _requests;
    private readonly Tally _tally;
    private readonly FuzzCounts _counts;
    private readonly WalletHttp _http;
    private readonly IVictim _victim;
    private FuzzOperators? _operators;
    private IReadOnlySet<string> _operatorCodes = new HashSet<string>();
    private readonly SemaphoreSlim _slowLane = new(SlowAtOnce);
    private readonly ConcurrentBag<Task> _slow = [];

    /// <summary>Prepares a run.</summary>
    public FuzzRun(TortureOptions options, int requests, Tally tally, FuzzCounts counts)
    {
        (_options, _requests, _tally, _counts) = (options, requests, tally, counts);
        _http = new WalletHttp(tally);
        _victim = options.MakeVictim(_http, tally);
    }

    /// <summary>Sends everything, and audits the ledger in the end.</summary>
    /// <param name="isOver">Whether to end early; asked now and then.</param>
    /// <param name="onStep">Told now and then.</param>
    public async Task RunAsync(Func<bool> isOver, Action onStep)
    {
        await _victim.StartAsync();
        var callers = new List<Person>();
        for (var i = 0; i < Callers; i++)
            callers.Add(await Person.RegisterAsync(_http, i));
        var bystander = await Person.RegisterAsync(_http, Callers);
        _operators = await FuzzOperators.SettleAsync(_victim, _http, Callers + 1);
        _operatorCodes = _operators.Document.Codes;
        var maker = new DraftMaker(callers, bystander, new OperatorDraftMaker(_operators));
        foreach (var call in maker.LeftOut)
            _tally.Violation($"no rubbish is made for {call}");
        var watch = new MoneyWatch(_http, callers, bystander, _tally);
        var operatorWatch = new OperatorWatch(_http, _operators, _tally);

        if (_options.At is { } at)
        {
            await SendAsync(maker, watch, at, print: true);
            await SlowOnesAsync();
        }
        else
        {
            for (var from = 0; from < _requests && _tally.Violations == 0 && !isOver(); from += Batch)
            {
                var indexes = Enumerable.Range(from, Math.Min(Batch, _requests - from));
                await Parallel.ForEachAsync(
                    indexes, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
                {
                    await SendAsync(maker, watch, i, print: false);
                    if ((i + 1) % Step == 0)
                        onStep();
                });
                await SlowOnesAsync();
                await watch.CheckAsync();
                await operatorWatch.CheckAsync();
            }
        }

        await watch.CheckAsync();
        await operatorWatch.CheckAsync();
        await _victim.TerminateAsync();
        var (exitCode, output) = await _victim.AuditAsync();
        if (exitCode != 0)
            _tally.Violation($"the audit ended with {exitCode}: {output}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _victim.DisposeAsync();
        _http.Dispose();
        _slowLane.Dispose();
    }

    private async Task SendAsync(DraftMaker maker, MoneyWatch watch, int index, bool print)
    {
        var random = new Random(unchecked(_options.Seed * 1_000_003 + index));
        var draft = maker.Make(random, string.Create(CultureInfo.InvariantCulture, $"s{_options.Seed}i{index}"));
        var spoilWire = Spoil(draft, random);
        draft.IsAstray = random.Next(25) == 0;
        if (spoilWire)
            (draft.IsFramingSound, draft.IsTargetSound) = (false, false);
        var wire = WireRubbish.Make(draft, random, spoilWire);
        watch.Add(draft, Described(index, wire));
        if (print)
            Console.WriteLine(wire);
        if (!wire.IsSlow)
        {
            await ExchangeAsync(draft, wire, index, print);
            return;
        }

        // Those that take their time, or wait for the host to lose its patience, have a lane of their own, or nothing
        // else would get on.
        await _slowLane.WaitAsync();
        _slow.Add(Task.Run(async () =>
        {
            try
            {
                await ExchangeAsync(draft, wire, index, print);
            }
            finally
            {
                _slowLane.Release();
            }
        }));
    }

    private async Task SlowOnesAsync()
    {
        await Task.WhenAll(_slow);
        _slow.Clear();
    }

    private async Task ExchangeAsync(Draft draft, WireRequest wire, int index, bool print)
    {
        _counts.Sent.Add();
        try
        {
            // From addresses of their own, for so many wrong keys from one are not even looked at.
            var toOperators = draft.Call is not null != draft.IsAstray;
            var answers = await RawExchange.RunAsync((toOperators ? _http.OperatorAddress : _http.Address)!, wire,
                draft.Method == "HEAD", toOperators ? index : 0);
            if (answers.Count == 0)
                _counts.Add(wire.GoAway ? "connection reset by us" : "closed without an answer");
            if (wire.MustAnswer && answers.Count < wire.Answers)
                _tally.Violation($"{answers.Count} answers instead of {wire.Answers} to {Described(index, wire)}");
            foreach (var answer in answers)
            {
                _counts.Add(answer.Status.ToString(CultureInfo.InvariantCulture));
                if (AnswerJudge.Judge(draft, answer, _operatorCodes) is { } wrong)
                    _tally.Violation($"{wrong}: {answer.Head}\n{answer.Text}\nto {Described(index, wire)}");
                if (print)
                    Console.WriteLine(answer.Head + "\n\n" + answer.Text);
            }
        }
        catch (Exception e) when (e is TimeoutException or FormatException or SocketException)
        {
            _tally.Violation($"{e.Message} To {Described(index, wire)}");
        }
    }

    // Some stay whole: the host must be well in between, and a sound request must not be taken for rubbish.
    private static bool Spoil(Draft draft, Random random)
    {
        var spoilWire = false;
        for (var n = random.Next(10) == 0 ? 0 : 1 + random.Next(2); n > 0; n--)
        {
            switch (random.Next(8))
            {
                // What must be refused stays as it is: a second change might undo the first.
                case 0 or 1 or 2 or 3 when draft.Members is not null && draft.RawBody is null && !draft.MustRefuse:
                    BodyRubbish.Apply(draft, random);
                    break;
                case 0 or 4 or 5:
                    HeadRubbish.Apply(draft, random);
                    break;
                case 6:
                    TargetRubbish.Apply(draft, random);
                    break;
                default:
                    spoilWire = true;
                    break;
            }
        }

        return spoilWire;
    }

    private string Described(int index, WireRequest wire) =>
        $"request {index} of seed {_options.Seed} (again: {_options.Again(index)}):\n  {wire}";
}
