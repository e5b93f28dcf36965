namespace Wallet.Torture;

/// <summary>Proves that the check of histories accepts what could have happened and finds what could not.</summary>
internal static class CheckerSelfTest
{
    private const int Histories = 200;

    /// <summary>Runs all tests and returns what failed.</summary>
    public static IReadOnlyList<string> Run(int seed)
    {
        var failures = new List<string>();
        var random = new Random(seed);
        for (var i = 0; i < Histories; i++)
        {
            var made = new SimulatedPair(random, lost: i % 3 == 0);
            Expect(Verdict.Linearizable, made.Operations(), $"history {i}, which happened");
            var honest = new SimulatedPair(random, lost: false);
            Expect(Verdict.Violated, honest.WithStaleRead(), $"history {i} with a stale read");
            Expect(Verdict.Violated, new SimulatedPair(random, lost: false, deductTwice: true).Operations(), $"history {i} with a double deduction");
            Expect(Verdict.Violated, honest.WithLostTransfer(), $"history {i} with an acknowledged transfer that is gone");
        }

        Expect(Verdict.Linearizable, [Read(100, 0, 9), Pay(40, 60, 1, 5), Read(60, 0, 9)], "two reads around a transfer that runs");
        Expect(Verdict.Violated, [Pay(40, 60, 1, 5), Read(100, 6, 9)], "an old balance after the transfer was acknowledged");
        Expect(Verdict.Violated, [Pay(40, 60, 1, 5), Pay(40, 60, 6, 9)], "a second transfer that does not see the first");
        Expect(Verdict.Violated, [Read(60, 1, 2), Read(100, 3, 4), Pay(40, 60, 0, 9)], "a balance that goes back");
        Expect(Verdict.Violated, [Pay(140, null, 1, 2), Read(-40, 3, 4)], "a balance below zero");
        Expect(Verdict.Violated, [Pay(40, null, 1, 2)], "a refusal with money enough");
        Expect(Verdict.Linearizable, [Lost(40, 1), Read(100, 2, 3), Read(60, 4, 5)], "an unknown outcome that landed late");
        Expect(Verdict.Linearizable, [Lost(40, 1), Read(100, 2, 3), Read(100, 4, 5)], "an unknown outcome that never landed");
        Expect(Verdict.Violated, [Read(60, 0, 1), Lost(40, 2)], "an effect before its cause began");
        Expect(Verdict.Violated, [Lost(40, 1), Read(60, 2, 3), Read(20, 4, 5)], "an unknown outcome that landed twice");
        return failures;

        void Expect(Verdict expected, IReadOnlyList<PairOperation> operations, string what)
        {
            if (HistoryCheck.Run(SimulatedPair.Start, operations) is var verdict && verdict != expected)
                failures.Add($"seed {seed}: {what} is {verdict}, not {expected}");
        }
    }

    private static PairOperation Read(long balance, long started, long ended) => new(PairAction.Read, true, 0, balance, started, ended);

    private static PairOperation Pay(long amount, long? balance, long started, long ended) => new(PairAction.Transfer, true, amount, balance, started, ended);

    private static PairOperation Lost(long amount, long started) => new(PairAction.Transfer, true, amount, null, started, PairOperation.Never);
}
