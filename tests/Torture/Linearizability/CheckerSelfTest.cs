namespace Wallet.Torture;

/// <summary>
/// Proves that the check of histories accepts what could have happened and finds what could not, and that this proof
/// would find a check that doesn't.
/// </summary>
internal static class CheckerSelfTest
{
    private const int Histories = 200;

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
        ("does not know what is left of a transfer", static (start, operations) =>
            HistoryCheck.Run(start, [.. operations.Select(static operation =>
                operation with { Reversed = (operation.Reversed.Number, 1000), Refundable = null })])),
        ("does not look at reads", static (start, operations) =>
            HistoryCheck.Run(start, [.. operations.Where(static operation => operation.Action != PairAction.Read)])),
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
        from test in WrittenOut().Concat(Simulated(seed))
        let verdict = check(SimulatedPair.Start, test.Operations)
        where verdict != test.Expected
        select $"seed {seed}: {test.What} is {verdict}, not {test.Expected}";

    private static IEnumerable<(Verdict Expected, IReadOnlyList<PairOperation> Operations, string What)> WrittenOut() =>
    [
        (Verdict.Linearizable, [Read(100, 0, 9), Pay(40, 60, 1, 5), Read(60, 0, 9)],
            "two reads around a transfer that runs"),
        (Verdict.Violated, [Pay(40, 60, 1, 5), Read(100, 6, 9)], "an old balance after the transfer was acknowledged"),
        (Verdict.Violated, [Pay(40, 60, 1, 5), Pay(40, 60, 6, 9)], "a second transfer that does not see the first"),
        (Verdict.Violated, [Read(60, 1, 2), Read(100, 3, 4), Pay(40, 60, 0, 9)], "a balance that goes back"),
        (Verdict.Violated, [Pay(140, null, 1, 2), Read(-40, 3, 4)], "a balance below zero"),
        (Verdict.Violated, [Pay(40, null, 1, 2)], "a refusal with money enough"),
        (Verdict.Linearizable, [Lost(40, 1), Read(100, 2, 3), Read(60, 4, 5)], "an unknown outcome that landed late"),
        (Verdict.Linearizable, [Lost(40, 1), Read(100, 2, 3), Read(100, 4, 5)], "an unknown outcome that never landed"),
        (Verdict.Violated, [Read(60, 0, 1), Lost(40, 2)], "an effect before its cause began"),
        (Verdict.Violated, [Lost(40, 1), Read(60, 2, 3), Read(20, 4, 5)], "an unknown outcome that landed twice"),
        (Verdict.Linearizable, [Pay(40, 60, 1, 2), Back(30, 110, 3, 9), Back(20, null, 3, 9) with { Refundable = 10 }],
            "two reversals of which one finds too little left"),
        (Verdict.Violated, [Pay(40, 60, 1, 2), Back(30, 110, 3, 9), Back(20, 90, 3, 9)],
            "two reversals that both find enough left"),
        (Verdict.Violated, [Pay(40, 60, 1, 2), Back(30, null, 3, 9) with { Refundable = 10 }],
            "a reversal that is refused with enough left"),
        (Verdict.Linearizable, [Pay(40, 60, 1, 2), Back(0, null, 3, PairOperation.Never), Read(60, 5, 6),
            Read(100, 7, 8)], "a reversal in doubt that landed late"),
    ];

    private static IEnumerable<(
        Verdict Expected, IReadOnlyList<PairOperation> Operations, string What)> Simulated(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < Histories; i++)
        {
            yield return (Verdict.Linearizable, new SimulatedPair(random, lost: i % 3 == 0)
                .Operations(), $"history {i}, which happened");
            var honest = new SimulatedPair(random, lost: false);
            yield return (Verdict.Violated, honest.WithStaleRead(), $"history {i} with a stale read");
            yield return (Verdict.Violated, new SimulatedPair(random, lost: false, deductTwice: true)
                .Operations(), $"history {i} with a double deduction");
            yield return (Verdict.Violated, new SimulatedPair(random, lost: false, reverseTwice: true)
                .Operations(), $"history {i} with a reversal that is carried out twice");
            yield return (
                Verdict.Violated, honest.WithReversalBeyond(), $"history {i} with more given back than was paid");
            yield return (
                Verdict.Violated, honest.WithLostTransfer(), $"history {i} with an acknowledged payment that is gone");
            yield return (
                Verdict.Violated, honest.WithLostCredit(), $"history {i} with a transfer whose other side never came");
            yield return (
                Verdict.Violated, honest.WithPairOutOfOrder(), $"history {i} with two payments in the wrong order");
        }
    }

    private static PairOperation Read(long balance, long started, long ended) =>
        new(PairAction.Read, true, 0, balance, started, ended);

    private static PairOperation Pay(long amount, long? balance, long started, long ended) =>
        new(PairAction.Transfer, true, amount, balance, started, ended);

    // Of the first payment of a history, by the second wallet.
    private static PairOperation Back(long amount, long? balance, long started, long ended) =>
        new(PairAction.Reversal, false, amount, balance, started, ended) { Reversed = (0, 40) };

    private static PairOperation Lost(long amount, long started) =>
        new(PairAction.Transfer, true, amount, null, started, PairOperation.Never);
}
