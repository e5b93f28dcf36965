using System.Globalization;

namespace Wallet.Torture;

/// <summary>
/// Proves that the checks of holds, refunds, payment requests and limits accept what could have happened and find what
/// could not, and that this proof would find checks that don't.
/// </summary>
internal static class MoneySelfTest
{
    private const int Histories = 200;
    private const int Until = 20;

    // Each is wrong in one way, and the tests below must show it.
    private static readonly (string What, Checks Blind)[] BlindChecks =
    [
        ("of holds does not look at what was taken", Checks.All with
        {
            Hold = static hold => HoldCheck.Find(hold with { Takings = [] }),
        }),
        ("of holds does not look at when", Checks.All with
        {
            Hold = static hold => HoldCheck.Find(hold with
            {
                Takings = [.. hold.Takings.Where(static one => one.Kind != Taking.Returned)
                    .Select(static one => one with { CreatedAt = "" })],
            }),
        }),
        ("of holds does not look at refusals", Checks.All with
        {
            Hold = static hold => HoldCheck.Find(hold with { Refusals = [] }),
        }),
        ("of holds always says no", Checks.All with { Hold = static _ => "wrong" }),
        ("of refunds always says yes", Checks.All with { GivenBack = static (_, _, _) => null }),
        ("of refunds does not look at refusals", Checks.All with
        {
            GivenBack = static (amount, parts, _) => GivenBackCheck.Find(amount, parts, []),
        }),
        ("of refunds always says no", Checks.All with { GivenBack = static (_, _, _) => "wrong" }),
        ("of requests does not look at states", Checks.All with
        {
            Request = static (end, news) => RequestCheck.Find(
                end, [.. news.Select(static one => one with { State = RequestNews.Open })]),
        }),
        ("of requests does not look at when they are paid", Checks.All with
        {
            Request = static (end, news) => RequestCheck.Find(
                end, [.. news.Select(static one => one with { PaidAt = null })]),
        }),
        ("of requests ignores when things were heard", Checks.All with
        {
            Request = static (end, news) => RequestCheck.Find(
                end, [.. news.Select(static one => one with { Started = 0, Ended = 1 })]),
        }),
        ("of requests always says no", Checks.All with { Request = static (_, _) => "wrong" }),
        ("of limits takes a limit in doubt for one", Checks.All with
        {
            Limit = static (limits, sent, refused) => LimitCheck.Find(
                [.. limits.Select(static one => one with { Ended = one.Started })], sent, refused),
        }),
        ("of limits does not know of days", Checks.All with
        {
            Limit = static (limits, sent, refused) => LimitCheck.Find(
                limits, [.. sent.Select(static one => one with { CreatedAt = "" })], refused),
        }),
        ("of limits always says yes", Checks.All with { Limit = static (_, _, _) => null }),
        ("of limits does not look at refusals", Checks.All with
        {
            Limit = static (limits, sent, _) => LimitCheck.Find(limits, sent, []),
        }),
    ];

    /// <summary>Runs all tests and returns what failed.</summary>
    public static IReadOnlyList<string> Run(int seed) =>
    [
        .. Failures(seed, Checks.All),
        .. BlindChecks.Where(blind => !Failures(seed, blind.Blind).Any())
            .Select(static blind => $"nothing shows that a check is wrong that {blind.What}"),
    ];

    private static IEnumerable<string> Failures(int seed, Checks checks) =>
        Holds(checks).Concat(Refunds(checks)).Concat(Requests(checks)).Concat(WrittenLimits(checks))
            .Concat(SimulatedLimits(seed, checks))
            .Where(static test => test.Good != (test.Wrong is null))
            .Select(test => $"seed {seed}: {test.What} is judged wrongly");

    private static IEnumerable<(bool Good, string? Wrong, string What)> Holds(Checks checks)
    {
        string? Of(IReadOnlyList<Taking> takings, params HoldRefusal[] refusals) =>
            checks.Hold(new HoldStory(100, At(Until), takings, refusals));
        yield return (true, Of([Capture(60, 1), Capture(40, 2)]), "a hold that is captured in parts");
        yield return (true, Of([Capture(60, 1), Back(Taking.Released, 40, 2)]), "a rest that is released");
        yield return (true, Of([Capture(60, 19), Back(Taking.Returned, 40, 20)]), "a rest that goes back by itself");
        yield return (true, Of([Capture(60, 1)], new HoldRefusal("hold_exceeds", 50, 40)), "a capture of too much");
        yield return (true, Of([Capture(100, 1)], new HoldRefusal("hold_closed", 1, null)), "a capture of nothing");
        yield return (false, Of([Capture(60, 1), Capture(41, 2)]), "more captured than held");
        yield return (false, Of([Capture(60, 1), Back(Taking.Released, 60, 2)]),
            "more captured and released than held");
        yield return (false, Of([Back(Taking.Released, 100, 1), Back(Taking.Released, 100, 2)]),
            "a hold that is released twice");
        yield return (false, Of([Back(Taking.Released, 60, 1), Back(Taking.Returned, 40, 20)]),
            "a hold that is released and goes back");
        yield return (false, Of([Capture(10, 1), Back(Taking.Released, 60, 2)]), "a release that leaves something");
        yield return (false, Of([Capture(60, 20)]), "a capture when the hold has expired");
        yield return (false, Of([Back(Taking.Returned, 100, 19)]), "a hold that goes back before it has expired");
        yield return (false, Of([Capture(60, 1) with { Asked = 50 }]), "a capture of more than was asked for");
        yield return (false, Of([Capture(60, 1)], new HoldRefusal("hold_closed", 1, null)), "an open hold said closed");
        yield return (false, Of([Capture(60, 1)], new HoldRefusal("hold_exceeds", 30, 40)),
            "a capture of what is left, refused");
    }

    private static IEnumerable<(bool Good, string? Wrong, string What)> Refunds(Checks checks)
    {
        yield return (true, checks.GivenBack(40, [(30, 30), (10, null)], [(11, 10)]), "a payment refunded in parts");
        yield return (false, checks.GivenBack(40, [(30, 30), (20, 20)], []), "a refund beyond its transfer");
        yield return (false, checks.GivenBack(40, [(40, null), (40, null)], []), "a refund that is carried out twice");
        yield return (false, checks.GivenBack(40, [(30, 20)], []), "a refund of more than was asked for");
        yield return (false, checks.GivenBack(40, [(10, 10)], [(25, 30)]), "a refund that is refused with enough left");
        yield return (false, checks.GivenBack(40, [(10, 10)], [(35, 20)]), "less said to be left than is");
    }

    private static IEnumerable<(bool Good, string? Wrong, string What)> Requests(Checks checks)
    {
        string? Of(params RequestNews[] news) => checks.Request(At(Until), news);
        yield return (true, Of(Paid(1, 5), Paid(3, 8), News(RequestNews.Paid, 2, 6)), "a request that is paid again");
        yield return (true, Of(News(RequestNews.Open, 1, 6), News(RequestNews.Cancelled, 2, 5)),
            "a look while it is cancelled");
        yield return (true, Of(News(RequestNews.Expired, 1, 2), Paid(3, 4)), "a clock that steps back");
        yield return (false, Of(Paid(1, 5), News(RequestNews.Cancelled, 2, 6)), "a request paid and cancelled");
        yield return (false, Of(Paid(1, 5), News(RequestNews.Declined, 2, 6)), "a request paid and declined");
        yield return (false, Of(News(RequestNews.Declined, 1, 2), News(RequestNews.Cancelled, 3, 4)),
            "a request declined and cancelled");
        yield return (false, Of(Paid(1, 5), Paid(2, 6, at: 2)), "a request that is paid twice");
        yield return (false, Of(Paid(1, 5, at: 20)), "a request that is paid when it has expired");
        yield return (false, Of(News(RequestNews.Cancelled, 1, 2), News(RequestNews.Open, 3, 4)),
            "a cancellation that is lost");
    }

    private static IEnumerable<(bool Good, string? Wrong, string What)> WrittenLimits(Checks checks)
    {
        SetLimit[] limits = [new(100, 1, 2), new(50, 5, 6), new(10, 7, PairOperation.Never)];
        string? Of(IReadOnlyList<Spending> sent, params OverLimit[] refused) => checks.Limit(limits, sent, refused);
        yield return (true, Of([Sent(60, 3), Sent(40, 5)]), "payments up to the limit");
        yield return (true, Of([Sent(60, 5)]), "a payment while the limit is lowered");
        yield return (true, Of([Sent(20, 8), Sent(30, 8)]), "payments beyond a limit in doubt");
        yield return (true, Of([Sent(100, 3), Sent(100, 3) with { CreatedAt = "2026-01-02T00:00:00.000000Z" }]),
            "payments of two days");
        yield return (true, Of([Sent(60, 3)], new OverLimit(50, 40, 4)), "a refusal beyond the limit");
        yield return (false, Of([Sent(60, 3), Sent(60, 3)]), "a limit that is overrun by a race");
        yield return (false, Of([Sent(60, 7)]), "a payment beyond a limit that has been lowered");
        yield return (false, Of([Sent(60, 3)], new OverLimit(30, 40, 4)), "a refusal within the limit");
        yield return (false, Of([], new OverLimit(50, 40, 0)), "a refusal before there is a limit");
    }

    // Two who decide at the same time see one sum, or one sees what the other has added.
    private static IEnumerable<(bool Good, string? Wrong, string What)> SimulatedLimits(int seed, Checks checks)
    {
        var random = new Random(seed);
        for (var i = 0; i < Histories; i++)
        {
            foreach (var races in (bool[])[false, true])
            {
                SetLimit[] limits = [new(500, 1, 2)];
                var (sent, refused, sum) = (new List<Spending>(), new List<OverLimit>(), 0L);
                for (var time = 3; time < 200; time++)
                {
                    var seen = sum;
                    for (var pair = 0; pair < 2; pair++)
                    {
                        var amount = 1 + random.Next(60);
                        if (!races)
                            seen = sum;
                        if (seen + amount > 500)
                        {
                            refused.Add(new OverLimit(amount, 500 - seen, time + 1));
                            continue;
                        }

                        sum += amount;
                        sent.Add(Sent(amount, time));
                    }

                    if (races && sum > 500)
                        break;
                }

                if (!races || sum > 500)
                    yield return (!races, checks.Limit(limits, sent, refused),
                        races ? $"history {i} with a limit overrun by a race"
                            : $"history {i} of limits, which happened");
            }
        }
    }

    private static Taking Capture(long amount, int at) => new(Taking.Captured, amount, amount, At(at));

    private static Taking Back(string kind, long amount, int at) => new(kind, amount, null, At(at));

    private static RequestNews Paid(long started, long ended, int at = 1) =>
        new(RequestNews.Paid, At(at), started, ended);

    private static RequestNews News(string state, long started, long ended) => new(state, null, started, ended);

    private static Spending Sent(long amount, long started) => new(amount, At(1), started);

    private static string At(int second) => string.Create(
        CultureInfo.InvariantCulture, $"2026-01-01T00:00:{second:00}.000000Z");

    private sealed record Checks(
        Func<HoldStory, string?> Hold,
        Func<long, IReadOnlyList<(long, long?)>, IReadOnlyList<(long?, long)>, string?> GivenBack,
        Func<string, IReadOnlyList<RequestNews>, string?> Request,
        Func<IReadOnlyList<SetLimit>, IReadOnlyList<Spending>, IReadOnlyList<OverLimit>, string?> Limit)
    {
        public static readonly Checks All =
            new(HoldCheck.Find, GivenBackCheck.Find, RequestCheck.Find, LimitCheck.Find);
    }
}
