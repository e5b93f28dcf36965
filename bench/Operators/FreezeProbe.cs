using Wallet.TestKit.Http;

namespace Wallet.Bench;

/// <summary>
/// Freezes a wallet whose owner pays all the time through another gateway, and looks when the last of these payments
/// goes through. What is sent after the freeze was answered must not.
/// </summary>
internal sealed class FreezeProbe(OperatorClient client, Uri payments, TestUser payer, TestUser receiver)
{
    private const int AtOnce = 4;

    private readonly List<double> _calls = [], _effects = [], _afterAnswers = [];

    /// <summary>How many of the payments went through, for the audit.</summary>
    public long Paid { get; private set; }

    /// <summary>How many went through although they were sent after the freeze's answer: none may.</summary>
    public int TooLate { get; private set; }

    /// <summary>Freezes and thaws once.</summary>
    public async Task RunAsync()
    {
        using var stop = new CancellationTokenSource();
        var under = Enumerable.Range(0, AtOnce).Select(_ => Task.Run(() => PayAsync(stop.Token))).ToList();
        // So long that payments are under way.
        await Task.Delay(20, CancellationToken.None);
        var started = Stopwatch.GetTimestamp();
        var took = await client.ChangeFreezeAsync(payer, frozen: true);
        var answered = Stopwatch.GetTimestamp();
        // Whoever pays goes on for a while: what gets through now would be found.
        await Task.Delay(100, CancellationToken.None);
        await stop.CancelAsync();
        var committed = (await Task.WhenAll(under)).SelectMany(static times => times).ToList();
        await client.ChangeFreezeAsync(payer, frozen: false);

        Paid += committed.Count;
        TooLate += committed.Count(payment => payment.Sent > answered);
        var last = committed.Count == 0 ? started : committed.Max(static payment => payment.Answered);
        _calls.Add(took.TotalMilliseconds);
        _effects.Add(Stopwatch.GetElapsedTime(started, Math.Max(answered, last)).TotalMilliseconds);
        _afterAnswers.Add(Stopwatch.GetElapsedTime(answered, Math.Max(answered, last)).TotalMilliseconds);
    }

    /// <summary>Tells the report.</summary>
    public void AddTo(Report report, string side)
    {
        report.Add(new Series($"{side}: freeze, until its answer", "ms", _calls));
        report.Add(new Series($"{side}: freeze, until answer and last payment answered 201", "ms", _effects));
        report.Add(new Series($"{side}: answers 201 that came after the freeze's, sent before it", "ms",
            _afterAnswers));
        report.Add(new Ratio($"{side}: freeze to effect, p99, ms", [CallProbe.P99(_effects)], 1000, AtLeast: false));
    }

    private async Task<List<(long Sent, long Answered)>> PayAsync(CancellationToken stop)
    {
        var committed = new List<(long, long)>();
        while (!stop.IsCancellationRequested)
        {
            var sent = Stopwatch.GetTimestamp();
            var (status, _) = await client.PayAsync(payments, payer, receiver, 1);
            if (status == 201)
                committed.Add((sent, Stopwatch.GetTimestamp()));
            else if (status is not (422 or 503))
                throw new BenchException($"A payment was answered {status}.");
        }

        return committed;
    }
}
