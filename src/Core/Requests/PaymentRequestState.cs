namespace Wallet.Core;

/// <summary>What has become of a payment request. The numbers are stored in ledgers and never change meaning.</summary>
public enum PaymentRequestState : byte
{
    /// <summary>It can be paid.</summary>
    Open = 1,

    /// <summary>It was paid, once and for ever.</summary>
    Paid = 2,

    /// <summary>Its payer has declined it.</summary>
    Declined = 3,

    /// <summary>Its payee has cancelled it.</summary>
    Cancelled = 4,

    /// <summary>Its time has run out. Never stored: it follows from the moment.</summary>
    Expired = 5,
}

/// <summary>The states of payment requests as text.</summary>
public static class PaymentRequestStates
{
    /// <summary>What they are called, in the order of the numbers.</summary>
    public static readonly ValueNames<PaymentRequestState> Names = new(
        (PaymentRequestState.Open, "open"), (PaymentRequestState.Paid, "paid"),
        (PaymentRequestState.Declined, "declined"), (PaymentRequestState.Cancelled, "cancelled"),
        (PaymentRequestState.Expired, "expired"));

    /// <summary>A state as it is stored.</summary>
    /// <exception cref="FormatException">It is none that is.</exception>
    public static PaymentRequestState OfStored(long state) =>
        state is >= (long)PaymentRequestState.Open and <= (long)PaymentRequestState.Cancelled
            ? (PaymentRequestState)state
            : throw new FormatException("A stored state of a payment request is none.");
}
