namespace Wallet.Torture;

/// <summary>A payment as the check of freezes sees it.</summary>
/// <param name="SenderId">The wallet that is debited.</param>
/// <param name="CreditedId">The wallet that is credited.</param>
/// <param name="CreatedAt">The ledger's time of it, if it moved money; null if it was refused because a wallet was
/// frozen.</param>
/// <param name="Started">When it was first sent.</param>
/// <param name="Known">When its outcome was known.</param>
internal sealed record DecidedPayment(string SenderId, string CreditedId, string? CreatedAt, long Started, long Known)
{
    /// <summary>What a payment with an outcome was; null if freezes have nothing to say of it.</summary>
    public static DecidedPayment? Of(Movement payment) => payment is { StopsAtFreezes: true, Outcome: { } outcome }
        && (outcome.Status == 201 || outcome.Code == "wallet_frozen")
            ? new DecidedPayment(payment.SenderId, payment.CreditedId,
                outcome.Status == 201 ? outcome.Text("createdAt") : null, payment.StartedAt, payment.KnownAt)
            : null;
}

/// <summary>
/// Decides from what clients observed whether freezes held: what was first sent after a freeze was acknowledged, and
/// was decided before anything that lifts it was sent, did not move money; and what was refused as frozen may have met
/// a freeze. The log tells in which order the acts on one wallet came to be.
/// </summary>
internal static class FreezeCheck
{
    /// <summary>What is wrong with a payment; null if nothing is.</summary>
    /// <param name="payment">The payment.</param>
    /// <param name="acts">The freezes and thaws of each wallet that are in the log, in its order.</param>
    public static string? Find(DecidedPayment payment, Func<string, IReadOnlyList<Act>> acts)
    {
        var (debits, credits) = (acts(payment.SenderId), acts(payment.CreditedId));
        if (payment.CreatedAt is null)
            return MayHaveMet(payment, debits, true) || MayHaveMet(payment, credits, false)
                ? null
                : "it was refused as frozen, and nobody had frozen it";
        return (MustHaveMet(payment, debits, true) ?? MustHaveMet(payment, credits, false)) is { } freeze
            ? $"it moved money in spite of {freeze}"
            : null;
    }

    private static Act? MustHaveMet(DecidedPayment payment, IReadOnlyList<Act> acts, bool debits)
    {
        // What is last in the log's order before the decision is what holds, so whatever may have come in between
        // speaks for the payment.
        for (var i = acts.Count - 1; i >= 0; i--)
        {
            var act = acts[i];
            var stops = act.Stops(debits)
                && (act.Until is not { } until || string.CompareOrdinal(payment.CreatedAt, until) < 0);
            if (!stops && act.Started <= payment.Known)
                return null;
            if (stops && act.Ended < payment.Started)
                return act;
        }

        return null;
    }

    private static bool MayHaveMet(DecidedPayment payment, IReadOnlyList<Act> acts, bool debits)
    {
        for (var i = acts.Count - 1; i >= 0; i--)
        {
            if (acts[i].Stops(debits) && acts[i].Started <= payment.Known)
                return true;
            if (acts[i].Ended < payment.Started)
                return false;
        }

        return false;
    }
}
