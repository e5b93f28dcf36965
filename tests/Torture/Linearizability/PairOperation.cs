namespace Wallet.Torture;

/// <summary>What a client does to one of two wallets, or to what there is between them.</summary>
internal enum PairAction
{
    /// <summary>Reads the balance.</summary>
    Read,

    /// <summary>Adds money from outside.</summary>
    Deposit,

    /// <summary>Sends money to the other wallet.</summary>
    Transfer,

    /// <summary>Gives back what was paid, or a part of it: its receiver's refund, or an operator's reversal.</summary>
    GiveBack,

    /// <summary>Sets money aside for the other wallet.</summary>
    Hold,

    /// <summary>Takes a hold, or a part of it.</summary>
    Capture,

    /// <summary>Gives back what is left of a hold to the other wallet.</summary>
    Release,

    /// <summary>Reads what has become of a hold.</summary>
    ReadHold,

    /// <summary>Pays a payment request of the other wallet's.</summary>
    PayRequest,

    /// <summary>Cancels a payment request, as its payee.</summary>
    CancelRequest,

    /// <summary>Declines a payment request, as its payer.</summary>
    DeclineRequest,

    /// <summary>Reads what has become of a payment request.</summary>
    ReadRequest,
}

/// <summary>What came of an operation.</summary>
internal enum PairOutcome
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>Refused for want of money.</summary>
    NoMoney,

    /// <summary>Refused because so much is not left.</summary>
    Exceeds,

    /// <summary>Refused because nothing is left of the hold, or the request is not open any more.</summary>
    Closed,

    /// <summary>What can't be between two wallets that nobody else acts on.</summary>
    Other,
}

/// <summary>What is told of an operation that was done or refused. What a kind of operation does not tell is
/// null.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Balance">The balance of the own wallet that was read or left.</param>
/// <param name="Told">How much was given back, captured or released; how much of a hold was captured, as it was read;
/// how much is left, where more was asked for.</param>
/// <param name="State">The state of a hold or of a request.</param>
internal readonly record struct PairAnswer(
    PairOutcome Outcome, long? Balance = null, long? Told = null, string? State = null)
{
    /// <summary>What an answer with an outcome means.</summary>
    public static PairOutcome OutcomeOf(Answer answer) => answer.Status is 200 or 201
        ? PairOutcome.Done
        : answer.Code switch
        {
            "insufficient_funds" => PairOutcome.NoMoney,
            "refund_exceeds" or "hold_exceeds" => PairOutcome.Exceeds,
            "hold_closed" or "request_closed" => PairOutcome.Closed,
            _ => PairOutcome.Other,
        };
}

/// <summary>One operation of a history.</summary>
/// <param name="Action">What was done.</param>
/// <param name="ByFirst">Whether with the first wallet for the own one: that of whoever asks, but of a reversal the one
/// that pays it.</param>
/// <param name="Amount">How much, if money was to move; 0 for all that is left.</param>
/// <param name="Answer">What is told of it; null if nobody knows: it may have happened any time after it began, or not
/// at all.</param>
/// <param name="Started">When it was first sent.</param>
/// <param name="Ended">When the answer was known; <see cref="Never"/> if it never was.</param>
internal sealed record PairOperation(
    PairAction Action, bool ByFirst, long Amount, PairAnswer? Answer, long Started, long Ended)
{
    /// <summary>No end.</summary>
    public const long Never = long.MaxValue;

    /// <summary>What it is about, and was there before it began: which of the history's payments, holds or requests,
    /// and over how much that was.</summary>
    public (int Number, long Amount) Of { get; init; }

    /// <summary>Whether the answer is known.</summary>
    public bool IsKnown => Answer is not null;
}
