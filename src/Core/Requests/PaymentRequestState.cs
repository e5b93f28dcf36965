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
    private static readonly string[] Texts = ["open", "paid", "declined", "cancelled", "expired"];

    /// <summary>All names, in the order of the numbers.</summary>
    public static IReadOnlyList<string> Names => Texts;

    /// <summary>A state's name.</summary>
    public static string Name(this PaymentRequestState state) => Texts[(int)state - 1];

    /// <summary>The state with a name, exactly as it is.</summary>
    public static bool TryParse(string text, out PaymentRequestState state)
    {
        state = (PaymentRequestState)(Array.IndexOf(Texts, text) + 1);
        return state != 0;
    }

    /// <summary>A state as it is stored.</summary>
    /// <exception cref="FormatException">It is none that is.</exception>
    public static PaymentRequestState OfStored(long state) =>
        state is >= (long)PaymentRequestState.Open and <= (long)PaymentRequestState.Cancelled
            ? (PaymentRequestState)state
            : throw new FormatException("A stored state of a payment request is none.");
}
