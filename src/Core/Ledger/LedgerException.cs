namespace Wallet.Core;

/// <summary>What a failure of a ledger's store says about the batch.</summary>
public enum LedgerFailure
{
    /// <summary>The store is down, full or locked. Surely nothing of this batch was written.</summary>
    Unavailable,

    /// <summary>The commit may or may not have landed. Running the same commands again under the same keys is safe and
    /// learns it.</summary>
    Unknown,
}

/// <summary>A ledger's store failed.</summary>
public class LedgerException(LedgerFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What is known about the batch.</summary>
    public LedgerFailure Failure { get; } = failure;

    /// <summary>What is thrown where stored rows contradict each other.</summary>
    /// <param name="how">In which way, without a full stop.</param>
    public static LedgerException Damaged(string how) =>
        new(LedgerFailure.Unavailable, $"The ledger is damaged: {how}. An audit says more.");
}
