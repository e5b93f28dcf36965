using System.Globalization;

namespace Wallet.Torture;

/// <summary>
/// Proves that the check of freezes accepts what could have happened and finds what could not, and that this proof
/// would find a check that doesn't.
/// </summary>
internal static class FreezeSelfTest
{
    private const int Histories = 200;
    private const string Frozen = "a@wallet", Other = "b@wallet";

    private static readonly (string What, Func<DecidedPayment, IReadOnlyList<Act>, string?> Check)[] BlindChecks =
    [
        ("always says yes", static (_, _) => null),
        ("always says no", static (_, _) => "wrong"),
        ("does not look at when a payment was sent", static (payment, acts) =>
            Find(payment with { Started = 0 }, acts)),
        ("does not look at ends", static (payment, acts) =>
            Find(payment with { CreatedAt = payment.CreatedAt is null ? null : At(0) }, acts)),
        ("takes each side for the other", static (payment, acts) =>
            Find(payment with { SenderId = payment.CreditedId, CreditedId = payment.SenderId }, acts)),
        ("takes an unknown thaw for none", static (payment, acts) =>
            Find(payment, [.. acts.Where(static act => act.IsAcknowledged || act.Kind == Act.Frozen)])),
    ];

    /// <summary>Runs all tests and returns what failed.</summary>
    public static IReadOnlyList<string> Run(int seed) =>
    [
        .. Failures(seed, Find),
        .. BlindChecks.Where(blind => !Failures(seed, blind.Check).Any())
            .Select(static blind => $"nothing shows that a check of freezes is wrong that {blind.What}"),
    ];

    private static string? Find(DecidedPayment payment, IReadOnlyList<Act> acts) =>
        FreezeCheck.Find(payment, id => id == Frozen ? acts : []);

    private static IEnumerable<string> Failures(
        int seed, Func<DecidedPayment, IReadOnlyList<Act>, string?> check) =>
        WrittenOut().Select(test => (test.What, Holds: (check(test.Payment, test.Acts) is null) == test.Good))
            .Concat(Simulated(seed, check))
            .Where(static test => !test.Holds).Select(test => $"seed {seed}: {test.What} is judged wrongly");

    private static IEnumerable<(bool Good, DecidedPayment Payment, Act[] Acts, string What)> WrittenOut() =>
    [
        (true, Sent(1, 9), [Freeze(2, 3)], "a payment that was under way"),
        (false, Sent(4, 9), [Freeze(2, 3)], "a payment that was sent after the answer"),
        (true, Received(4, 9), [Freeze(2, 3)], "a credit under a freeze of debits"),
        (false, Received(4, 9), [Freeze(2, 3, "both")], "a credit under a freeze of both sides"),
        (true, Sent(4, 9), [Freeze(2, 3), Thaw(8, 10)], "a payment while it is thawed"),
        (false, Sent(4, 6), [Freeze(2, 3), Thaw(8, 10)], "a payment before it is thawed"),
        (true, Sent(4, 9), [Freeze(2, 3), Thaw(8, PairOperation.Never)], "a thaw in doubt that landed"),
        (true, Sent(4, 9), [Freeze(2, 3), Freeze(5, 7, "credit")], "a freeze in place of the one before"),
        (false, Sent(4, 9), [Freeze(2, 3), Freeze(5, 7, "both")], "a freeze of more in place of the one before"),
        (false, Sent(4, 9), [Thaw(1, 8), Freeze(2, 3)], "a thaw that came before the freeze, as the log says"),
        (true, Sent(4, 9, at: 20), [Freeze(2, 3, "debit", until: 20)], "a payment when the freeze had ended"),
        (false, Sent(4, 9, at: 19), [Freeze(2, 3, "debit", until: 20)], "a payment before the freeze ended"),
        (true, Refused(4, 9), [Freeze(2, 3)], "a refusal under a freeze"),
        (true, Refused(4, 9), [Freeze(8, PairOperation.Never)], "a refusal under a freeze in doubt"),
        (false, Refused(4, 9), [], "a refusal without a freeze"),
        (false, Refused(4, 9), [Freeze(1, 2), Thaw(2, 3)], "a refusal after the thaw"),
        (false, Refused(4, 9), [Freeze(10, 11)], "a refusal before the freeze"),
    ];

    // Acts take effect at one moment between their beginning and their end, and payments are decided at one.
    private static IEnumerable<(string What, bool Holds)> Simulated(
        int seed, Func<DecidedPayment, IReadOnlyList<Act>, string?> check)
    {
        var random = new Random(seed);
        for (var i = 0; i < Histories; i++)
        {
            foreach (var late in (int[])[0, 300])
            {
                var (acts, payments) = Simulate(random, late);
                var found = payments.Any(payment => check(payment, acts) is not null);
                yield return (late == 0 ? $"history {i} of freezes, which happened"
                    : $"history {i} with freezes that hold late", found == late > 0);
            }
        }
    }

    private static (Act[] Acts, DecidedPayment[] Payments) Simulate(Random random, int late)
    {
        var acts = new List<(Act Act, long At)>();
        long time = 0;
        for (var i = 0; i < 40; i++)
        {
            var started = time + 1 + random.Next(300);
            var at = started + random.Next(30);
            time = at + random.Next(30);
            var act = i % 2 == 1 ? Thaw(started, time)
                : Freeze(started, time, random.Next(2) == 0 ? "both" : "debit");
            acts.Add((act, act.Kind == Act.Frozen ? at + late : at));
        }

        var payments = new List<DecidedPayment>();
        for (var started = 0L; started < time; started += 1 + random.Next(10))
        {
            var at = started + random.Next(20);
            var isFrozen = acts.LastOrDefault(one => one.At <= at).Act is { Kind: Act.Frozen };
            payments.Add(isFrozen ? Refused(started, at + random.Next(20)) : Sent(started, at + random.Next(20)));
        }

        return ([.. acts.Select(static one => one.Act)], [.. payments]);
    }

    private static Act Freeze(long started, long ended, string side = "debit", long? until = null) =>
        new(Act.Frozen, Frozen, side + (until is { } end ? " until " + At(end) : ""), "r", started) { Ended = ended };

    private static Act Thaw(long started, long ended) => new(Act.Thawed, Frozen, "", "r", started) { Ended = ended };

    private static DecidedPayment Sent(long started, long known, long at = 1) =>
        new(Frozen, Other, At(at), started, known);

    private static DecidedPayment Received(long started, long known) => new(Other, Frozen, At(1), started, known);

    private static DecidedPayment Refused(long started, long known) => new(Frozen, Other, null, started, known);

    private static string At(long second) => string.Create(
        CultureInfo.InvariantCulture, $"2026-01-01T00:00:{second:00}.000000Z");
}
