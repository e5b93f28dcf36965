namespace Wallet.Core;

/// <summary>
/// A payment request as an audit reads it: whatever is stored, sound or not. A request is paid by one transfer, which
/// has it as its link, and nothing else has (invariant 11); that is checked here, the same for every ledger.
/// </summary>
/// <param name="Id">Its ID.</param>
/// <param name="State">What it says has become of it.</param>
/// <param name="Transfer">The ID of the transfer that it says has paid it; null for none.</param>
public sealed record AuditedPaymentRequest(byte[] Id, long State, byte[]? Transfer)
{
    /// <summary>The wallet that asked.</summary>
    public string Payee { get; init; } = "";

    /// <summary>The wallet that was asked.</summary>
    public string Payer { get; init; } = "";

    /// <summary>How much, in minor units.</summary>
    public long Amount { get; init; }

    /// <summary>When it was made, in microseconds since 1970-01-01 UTC.</summary>
    public long CreatedAt { get; init; }

    /// <summary>From when on it could not be paid, likewise.</summary>
    public long ExpiresAt { get; init; }

    private bool IsPaid => State == (long)PaymentRequestState.Paid;

    /// <summary>Checks it, and that what it says has paid it did.</summary>
    /// <param name="findings">Told what is wrong.</param>
    /// <param name="payment">The transfer that it names; null if there is none.</param>
    public void Check(AuditFindings findings, AuditedPayment? payment)
    {
        var where = $"payment request {Convert.ToHexStringLower(Id)}";
        findings.Check(State is >= (long)PaymentRequestState.Open and <= (long)PaymentRequestState.Cancelled, 11, where,
            $"its state is {State}, which is never stored");
        findings.Check(Amount is >= Limits.MinAmountMinor and <= Limits.MaxAmountMinor, 11, where,
            $"its amount is {Amount}");
        findings.Check(Payee != Payer, 11, where, "it is asked of whom it comes from");
        findings.Check(
            ExpiresAt - (Int128)CreatedAt <= (long)Limits.MaxRequestLifetime.TotalMicroseconds, 11, where,
            "it could be paid for too long");
        findings.Check(IsPaid == Transfer is not null, 11, where,
            IsPaid ? "it was paid, but names no transfer" : "it was not paid, but names a transfer");
        if (Transfer is null)
            return;
        if (payment is null)
        {
            findings.Add(11, where, "it was paid, but its transfer is not there");
            return;
        }

        findings.Check(payment.Pays(Id), 11, where, "what it says has paid it was for something else");
        findings.Check(
            (payment.Sender, payment.Receiver, payment.Amount) == (Payer, Payee, Amount), 11, where,
            $"it was paid by {payment.Amount} from {payment.Sender} to {payment.Receiver}");
        findings.Check(payment.CreatedAt < ExpiresAt, 11, where, "it was paid after its time");
    }

    /// <summary>Checks that what has a payment request as its link has paid it.</summary>
    /// <param name="findings">Told what is wrong.</param>
    /// <param name="where">The key record of the transfer.</param>
    /// <param name="link">The link.</param>
    /// <param name="payment">The transfer; null if there is none.</param>
    /// <param name="request">The request; null if there is none.</param>
    public static void CheckLink(
        AuditFindings findings, string where, byte[] link, AuditedPayment? payment, AuditedPaymentRequest? request)
    {
        // That a refusal is not recorded is found where the key record is checked.
        if (payment is null)
            return;
        findings.Check(payment.Pays(link), 11, where, "its key is not that of the request that it pays");
        findings.Check(
            request is { IsPaid: true, Transfer: { } named } && named.AsSpan().SequenceEqual(payment.Transfer), 11,
            where, request is null ? "it pays a request that is not there" : "it pays a request that it did not pay");
    }
}

/// <summary>A transfer as an audit reads it, as far as it can pay a payment request.</summary>
/// <param name="Transfer">Its ID.</param>
/// <param name="Operation">The code of its operation.</param>
/// <param name="Link">What it refers to; null for nothing.</param>
/// <param name="Key">The key that led to it.</param>
public sealed record AuditedPayment(byte[] Transfer, long Operation, byte[]? Link, string Key)
{
    /// <summary>The wallet that was debited.</summary>
    public string Sender { get; init; } = "";

    /// <summary>The wallet that was credited.</summary>
    public string Receiver { get; init; } = "";

    /// <summary>What moved, in minor units.</summary>
    public long Amount { get; init; }

    /// <summary>When, in microseconds since 1970-01-01 UTC.</summary>
    public long CreatedAt { get; init; }

    /// <summary>Whether an operation's transfers refer to payment requests, if they refer to anything.</summary>
    public static bool IsOf(long operation) => Operations.Find(operation) is { PaysRequests: true };

    /// <summary>Whether it is what can pay a request.</summary>
    internal bool Pays(byte[] request) => IsOf(Operation) && Link is not null && Link.AsSpan().SequenceEqual(request)
        && Key == PaymentRequest.KeyPrefix + Convert.ToHexStringLower(request);
}
