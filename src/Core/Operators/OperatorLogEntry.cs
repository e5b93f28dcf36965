namespace Wallet.Core;

/// <summary>A row of the operators' log. Each carries the hash of the one before it, so none can be changed or removed
/// unnoticed.</summary>
/// <param name="Sequence">1, 2, 3 … without gaps.</param>
/// <param name="At">The ledger's time; never before the row before it.</param>
/// <param name="By">The key it was done with; null for the command line.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Target">The wallet, user, transfer or key it concerns, as text.</param>
/// <param name="Detail">What of it, in one canonical form for each kind: <c>both until 2026-01-01T00:00:00.000000Z</c>,
/// <c>pin</c>, <c>read freeze</c>, or the reversal's <c>500 as</c> and its transfer's ID; empty if there is nothing to
/// say.</param>
/// <param name="Reason">Why.</param>
/// <param name="Hash">SHA-256 over the hash before it (32 zero bytes before the first) and the fields.</param>
public sealed record OperatorLogEntry(
    long Sequence, Timestamp At, OperatorKeyId? By, OperatorActKind Kind, string Target, string Detail, Note Reason,
    byte[] Hash);

/// <summary>What operators do. The numbers are stored and never change meaning.</summary>
public enum OperatorActKind : byte
{
    /// <summary>A key was made.</summary>
    KeyAdded = 1,

    /// <summary>A key was revoked.</summary>
    KeyRevoked = 2,

    /// <summary>A wallet was frozen, or is frozen otherwise now.</summary>
    Frozen = 3,

    /// <summary>A wallet was thawed.</summary>
    Thawed = 4,

    /// <summary>A lock was lifted.</summary>
    Unlocked = 5,

    /// <summary>A user's tokens were ended.</summary>
    SignedOut = 6,

    /// <summary>A transfer was given back.</summary>
    Reversed = 7,
}
