namespace Wallet.Torture;

/// <summary>Histories of two wallets that are written out, and what may and what must not come at the end of
/// one.</summary>
internal static class PairHistories
{
    private static readonly (int Number, long Amount) Hold = (-1, 9), Request = (-1, 9), Payment = (-2, 9);

    /// <summary>Histories that begin with <see cref="SimulatedPair.Start"/>.</summary>
    public static IEnumerable<(Verdict Expected, IReadOnlyList<PairOperation> Operations, string What)> WrittenOut =>
        Payments.Concat(Holds).Concat(Requests);

    // Each begins with the balances that it is given.
    /// <summary>What can be put at the end of a history that happened.</summary>
    public static readonly IReadOnlyList<(Verdict Expected, Func<PairState, PairOperation[]> Ending, string What)>
        Endings =
        [
            (Verdict.Violated, static end => [Read(true, end.First + 1)], "a stale read"),
            (Verdict.Violated, static end => [Deposit(true, 7, end.First + 7), Read(true, end.First)],
                "an acknowledged payment that is gone"),
            (Verdict.Violated, static end => [
                Deposit(true, 9, end.First + 9), Pay(5, end.First + 4), Read(true, end.First + 4),
                Read(false, end.Second)], "a transfer whose other side never came"),
            (Verdict.Violated, static end => [
                Deposit(true, 7, end.First + 12), Deposit(true, 5, end.First + 5), Read(true, end.First + 12)],
                "two payments in the wrong order"),
            (Verdict.Violated, static end => [
                Deposit(true, 9, end.First + 9), Deposit(false, 1, end.Second + 1), Pay(9, end.First),
                Back(5, end.Second + 5, Payment), Back(5, end.Second, Payment)], "more given back than was paid"),
            (Verdict.Linearizable, static end => [
                .. Held(end), Capture(4, end.Second + 4), Release(5), Read(true, end.First + 5), Seen(4, "released"),
                Refused(PairAction.Capture, false, PairOutcome.Closed, Hold)], "a hold captured in part and released"),
            (Verdict.Violated, static end => [.. Held(end), Capture(9, end.Second + 9), Read(false, end.Second)],
                "a stale read after a capture"),
            (Verdict.Violated, static end => [.. Held(end), Capture(4, end.Second + 4), Seen(0, "open")],
                "a hold that does not show its capture"),
            (Verdict.Violated, static end => [
                .. Held(end), Capture(5, end.Second + 5), Capture(5, end.Second + 10)], "more captured than was held"),
            (Verdict.Violated, static end => [.. Held(end), Release(9), Capture(4, end.Second + 4)],
                "a hold captured after it was released"),
            (Verdict.Violated, static end => [.. Held(end), Release(9), Release(9)], "a hold that is released twice"),
            (Verdict.Linearizable, static end => [
                Deposit(true, 9, end.First + 9), Done(PairAction.CancelRequest, RequestNews.Cancelled),
                Closed(PairAction.PayRequest, RequestNews.Cancelled), Read(true, end.First + 9)],
                "a request that is cancelled and can't be paid"),
            (Verdict.Violated, static end => [
                Deposit(true, 9, end.First + 9), Done(PairAction.CancelRequest, RequestNews.Cancelled),
                PayRequest(end.First)], "a request paid after it was cancelled"),
            (Verdict.Violated, static end => [
                Deposit(true, 18, end.First + 18), PayRequest(end.First + 9), PayRequest(end.First)],
                "a request that is paid twice"),
            (Verdict.Violated, static _ => [
                Done(PairAction.DeclineRequest, RequestNews.Declined), Done(PairAction.ReadRequest, RequestNews.Open)],
                "a decline that is lost"),
        ];

    private static IEnumerable<(Verdict, IReadOnlyList<PairOperation>, string)> Payments =>
    [
        (Verdict.Linearizable, [At(0, 9, Read(true, 100)), At(1, 5, Pay(40, 60)), At(0, 9, Read(true, 60))],
            "two reads around a transfer that runs"),
        (Verdict.Violated, [At(1, 5, Pay(40, 60)), At(6, 9, Read(true, 100))],
            "an old balance after the transfer was acknowledged"),
        (Verdict.Violated, [At(1, 5, Pay(40, 60)), At(6, 9, Pay(40, 60))],
            "a second transfer that does not see the first"),
        (Verdict.Violated, [At(1, 2, Read(true, 60)), At(3, 4, Read(true, 100)), At(0, 9, Pay(40, 60))],
            "a balance that goes back"),
        (Verdict.Violated, [At(1, 2, Refused(PairAction.Transfer, true, PairOutcome.NoMoney, amount: 140)),
            At(3, 4, Read(true, -40))], "a balance below zero"),
        (Verdict.Violated, [At(1, 2, Refused(PairAction.Transfer, true, PairOutcome.NoMoney, amount: 40))],
            "a refusal with money enough"),
        (Verdict.Linearizable, [Lost(1, Pay(40, 60)), At(2, 3, Read(true, 100)), At(4, 5, Read(true, 60))],
            "an unknown outcome that landed late"),
        (Verdict.Linearizable, [Lost(1, Pay(40, 60)), At(2, 3, Read(true, 100)), At(4, 5, Read(true, 100))],
            "an unknown outcome that never landed"),
        (Verdict.Violated, [At(0, 1, Read(true, 60)), Lost(2, Pay(40, 60))], "an effect before its cause began"),
        (Verdict.Violated, [Lost(1, Pay(40, 60)), At(2, 3, Read(true, 60)), At(4, 5, Read(true, 20))],
            "an unknown outcome that landed twice"),
        (Verdict.Linearizable, [At(1, 2, Pay(40, 60)), At(3, 9, Back(30, 110, (0, 40))),
            At(3, 9, Exceeds(PairAction.GiveBack, 20, 10, (0, 40)))], "two refunds of which one finds too little left"),
        (Verdict.Violated, [At(1, 2, Pay(40, 60)), At(3, 9, Back(30, 110, (0, 40))), At(3, 9, Back(20, 90, (0, 40)))],
            "two refunds that both find enough left"),
        (Verdict.Violated, [At(1, 2, Pay(40, 60)), At(3, 9, Back(40, 100, (0, 40))), At(3, 9, Back(40, 60, (0, 40)))],
            "a whole refund that succeeds twice"),
        (Verdict.Violated, [At(1, 2, Pay(40, 60)), At(3, 9, Exceeds(PairAction.GiveBack, 30, 10, (0, 40)))],
            "a refund that is refused with enough left"),
        (Verdict.Linearizable, [At(1, 2, Pay(40, 60)), Lost(3, Back(40, 100, (0, 40)) with { Amount = 0 }),
            At(5, 6, Read(true, 60)), At(7, 8, Read(true, 100))], "a refund in doubt that landed late"),
    ];

    private static IEnumerable<(Verdict, IReadOnlyList<PairOperation>, string)> Holds =>
    [
        (Verdict.Linearizable, [At(1, 2, Place(9, 91)), At(3, 9, Capture(6, 106)),
            At(3, 9, Exceeds(PairAction.Capture, 4, 3, Hold))], "two captures of which one finds too little left"),
        (Verdict.Violated, [At(1, 2, Place(9, 91)), At(3, 9, Capture(6, 106)), At(3, 9, Capture(4, 110))],
            "two captures that both find enough left"),
        (Verdict.Violated, [At(1, 2, Place(9, 91)), At(3, 4, Capture(6, 106)), At(5, 9, Read(false, 100))],
            "an old balance after the capture was acknowledged"),
        (Verdict.Linearizable, [At(1, 2, Place(9, 91)), At(3, 9, Release(9)),
            At(3, 9, Refused(PairAction.Capture, false, PairOutcome.Closed, Hold))],
            "a capture that comes after the release it races with"),
        (Verdict.Violated, [At(1, 2, Place(9, 91)), At(3, 9, Release(9)), At(3, 9, Capture(9, 109))],
            "a capture and a release that both win"),
        (Verdict.Violated, [At(1, 2, Place(9, 91)), At(3, 4, Release(9)), At(5, 6, Capture(4, 104))],
            "a capture after the release"),
        (Verdict.Violated, [At(1, 2, Place(9, 91)), At(3, 9, Refused(PairAction.Capture, false, PairOutcome.Closed,
            Hold))], "an open hold said to be closed"),
        (Verdict.Violated, [At(1, 2, Place(9, 91)), At(3, 4, Read(true, 100))],
            "an old balance after money was set aside"),
        (Verdict.Linearizable, [At(1, 2, Place(9, 91)), Lost(3, Capture(9, 109) with { Amount = 0 }),
            At(5, 6, Seen(0, "open")), At(7, 8, Seen(9, "captured"))], "a capture in doubt that landed late"),
        (Verdict.Violated, [At(1, 2, Place(9, 91)), Lost(3, Capture(9, 109) with { Amount = 0 }),
            At(5, 6, Seen(9, "captured")), At(7, 8, Read(false, 100))], "a capture in doubt that is half seen"),
    ];

    private static IEnumerable<(Verdict, IReadOnlyList<PairOperation>, string)> Requests =>
    [
        (Verdict.Linearizable, [At(1, 5, PayRequest(91)), At(1, 5, Closed(PairAction.CancelRequest, RequestNews.Paid)),
            At(1, 9, PayRequest(91))], "a request that is paid, and again, while it is cancelled"),
        (Verdict.Violated, [At(1, 5, PayRequest(91)), At(1, 5, Done(PairAction.CancelRequest, RequestNews.Cancelled))],
            "a request that is paid and cancelled"),
        (Verdict.Violated, [At(1, 2, Done(PairAction.CancelRequest, RequestNews.Cancelled)), At(3, 4, PayRequest(91))],
            "a payment after an acknowledged cancellation"),
        (Verdict.Violated, [At(1, 9, Done(PairAction.CancelRequest, RequestNews.Cancelled)),
            At(1, 9, Done(PairAction.DeclineRequest, RequestNews.Declined))], "a request cancelled and declined"),
        (Verdict.Violated, [At(1, 9, PayRequest(91)), At(1, 9, PayRequest(82))], "a request paid by each of two"),
        (Verdict.Violated, [At(1, 9, Closed(PairAction.PayRequest, RequestNews.Paid))],
            "a request said to be paid by nobody"),
        (Verdict.Linearizable, [At(1, 2, Pay(95, 5)), At(3, 4, Refused(PairAction.PayRequest, true,
            PairOutcome.NoMoney, Request)), At(5, 6, Deposit(true, 10, 15)), At(7, 8, PayRequest(6))],
            "a request that is paid when there is money again"),
        (Verdict.Linearizable, [Lost(1, PayRequest(91)), At(2, 3, Read(true, 100)), At(4, 5, PayRequest(91)),
            At(6, 7, Read(true, 91))], "a request paid by one in doubt, or by the next"),
        (Verdict.Violated, [Lost(1, PayRequest(91)), At(2, 3, Done(PairAction.CancelRequest, RequestNews.Cancelled)),
            At(4, 5, Read(true, 91))], "a payment in doubt that landed after the cancellation"),
        (Verdict.Linearizable, [Lost(1, Done(PairAction.DeclineRequest, RequestNews.Declined)),
            At(2, 5, PayRequest(91)), At(6, 7, Read(true, 91))], "a decline in doubt that came too late"),
    ];

    private static PairOperation At(long started, long ended, PairOperation operation) =>
        operation with { Started = started, Ended = ended };

    private static PairOperation Lost(long started, PairOperation operation) =>
        operation with { Answer = null, Started = started, Ended = PairOperation.Never };

    private static PairOperation Read(bool first, long balance) => Of(PairAction.Read, first, 0, balance);

    private static PairOperation Deposit(bool first, long amount, long balance) =>
        Of(PairAction.Deposit, first, amount, balance);

    // From the first wallet to the second, which gives back, captures and releases.
    private static PairOperation Pay(long amount, long balance) => Of(PairAction.Transfer, true, amount, balance);

    private static PairOperation Back(long amount, long balance, (int, long) of) =>
        Of(PairAction.GiveBack, false, amount, balance, amount) with { Of = of };

    private static PairOperation Place(long amount, long balance) => Of(PairAction.Hold, true, amount, balance);

    private static PairOperation[] Held(PairState end) =>
        [Deposit(true, Hold.Amount, end.First + Hold.Amount), Place(Hold.Amount, end.First)];

    private static PairOperation Capture(long amount, long balance) =>
        Of(PairAction.Capture, false, amount, balance, amount) with { Of = Hold };

    private static PairOperation Release(long told) => Of(PairAction.Release, false, 0, null, told) with { Of = Hold };

    private static PairOperation Seen(long captured, string state) =>
        Done(PairAction.ReadHold, state, captured) with { Of = Hold };

    private static PairOperation PayRequest(long balance) =>
        Of(PairAction.PayRequest, true, 0, balance) with { Of = Request };

    private static PairOperation Done(PairAction action, string state, long? told = null) =>
        new(action, true, 0, new PairAnswer(PairOutcome.Done, null, told, state), 0, 0) { Of = Request };

    private static PairOperation Closed(PairAction action, string state) =>
        new(action, true, 0, new PairAnswer(PairOutcome.Closed, State: state), 0, 0) { Of = Request };

    private static PairOperation Exceeds(PairAction action, long amount, long left, (int, long) of) =>
        new(action, false, amount, new PairAnswer(PairOutcome.Exceeds, Told: left), 0, 0) { Of = of };

    private static PairOperation Refused(
        PairAction action, bool first, PairOutcome outcome, (int, long) of = default, long amount = 0) =>
        new(action, first, amount, new PairAnswer(outcome), 0, 0) { Of = of };

    private static PairOperation Of(PairAction action, bool first, long amount, long? balance, long? told = null) =>
        new(action, first, amount, new PairAnswer(PairOutcome.Done, balance, told), 0, 0);
}
