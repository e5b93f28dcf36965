namespace Wallet.Torture;

/// <summary>
/// Proves that the check of histories accepts what could have happened and finds what could not, and that this proof
/// would find a check that doesn't.
/// </summary>
internal static class CheckerSelfTest
{
    private const int Histories = 200;

    private static readonly PairAction[] MoveMoney =
    [
        PairAction.Deposit, PairAction.Transfer, PairAction.GiveBack, PairAction.Hold, PairAction.Capture,
        PairAction.Release, PairAction.PayRequest,
    ];

    // Each is wrong in one way, and the tests below must show it.
    private static readonly (string What, Func<PairState, IReadOnlyList<PairOperation>, Verdict> Check)[] BlindChecks =
    [
        ("always says yes", static (_, _) => Verdict.Linearizable),
        ("always says no", static (_, _) => Verdict.Violated),
        ("ignores when things happened", static (start, operations) =>
            HistoryCheck.Run(
                start, [.. operations.Select(static operation =>
                operation with { Started = 0, Ended = operation.IsKnown ? 1 : PairOperation.Never })])),
        ("takes an unknown outcome for none", static (start, operations) =>
            HistoryCheck.Run(start, [.. operations.Where(static operation => operation.IsKnown)])),
        ("does not know what is left of a payment", Unlinked(PairAction.GiveBack)),
        ("does not know what is left of a hold",
            Unlinked(PairAction.Capture, PairAction.Release, PairAction.ReadHold)),
        ("does not know what has become of a request", Unlinked(
            PairAction.PayRequest, PairAction.CancelRequest, PairAction.DeclineRequest, PairAction.ReadRequest)),
        ("does not look at balances", Without(PairAction.Read)),
        ("does not look at holds", Without(PairAction.ReadHold)),
        ("does not look at requests", Without(PairAction.ReadRequest)),
    ];

    /// <summary>Runs all tests and returns what failed.</summary>
    public static IReadOnlyList<string> Run(int seed) =>
    [
        .. Failures(seed, HistoryCheck.Run),
        .. BlindChecks.Where(blind => !Failures(seed, blind.Check).Any())
        .Select(static blind => $"nothing shows that a check is wrong that {blind.What}"),
    ];

    private static IEnumerable<string> Failures(
        int seed, Func<PairState, IReadOnlyList<PairOperation>, Verdict> check) =>
        from test in PairHistories.WrittenOut.Concat(Simulated(seed))
        let verdict = check(SimulatedPair.Start, test.Operations)
        where verdict != test.Expected
        select $"seed {seed}: {test.What} is {verdict}, not {test.Expected}";

    private static IEnumerable<(
        Verdict Expected, IReadOnlyList<PairOperation> Operations, string What)> Simulated(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < Histories; i++)
        {
            yield return (Verdict.Linearizable, new SimulatedPair(random, lost: i % 3 == 0).Operations,
                $"history {i}, which happened");
            foreach (var action in MoveMoney)
                yield return (Verdict.Violated, Twice(random, action), $"history {i} with one {action} too many");
            var honest = new SimulatedPair(random, lost: false);
            foreach (var (expected, ending, what) in PairHistories.Endings)
                yield return (expected, honest.With(ending), $"history {i} with {what}");
        }
    }

    private static IReadOnlyList<PairOperation> Twice(Random random, PairAction action)
    {
        while (true)
        {
            // In some there is none that is done.
            if (new SimulatedPair(random, lost: false, action) is { IsDoneTwice: true } pair)
                return pair.Operations;
        }
    }

    // Takes each of these to be about something else than all others.
    private static Func<PairState, IReadOnlyList<PairOperation>, Verdict> Unlinked(params PairAction[] actions) =>
        (start, operations) => HistoryCheck.Run(start, [.. operations.Select((operation, i) =>
            actions.Contains(operation.Action)
                ? operation with { Of = (10_000 + i, operation.Of.Amount) }
                : operation)]);

    private static Func<PairState, IReadOnlyList<PairOperation>, Verdict> Without(PairAction action) =>
        (start, operations) =>
            HistoryCheck.Run(start, [.. operations.Where(operation => operation.Action != action)]);
}
