namespace Wallet.Core;

/// <summary>
/// A ledger that is copied. It is at rest: nobody serves it for as long as this is open, where the store can tell. It
/// reads rows in an order that is the same each time, and never holds more of them than a slice; what it keeps grows
/// with the number of wallets only.
/// </summary>
/// <remarks>A row that can't be a ledger's is a <see cref="FormatException"/>, <see cref="ArgumentException"/>,
/// <see cref="InvalidCastException"/>, <see cref="KeyNotFoundException"/> or <see cref="OverflowException"/>. Most
/// damages don't show in reading; the
/// audit finds them.</remarks>
public interface ICopySource : IAsyncDisposable
{
    /// <summary>The ledger's currency.</summary>
    string Currency { get; }

    /// <summary>How many key records there are.</summary>
    /// <exception cref="LedgerStartException">The store can't be read.</exception>
    ValueTask<long> CountRecordsAsync();

    /// <summary>Reads a part, in slices.</summary>
    /// <param name="part">The part.</param>
    /// <param name="after">Where an earlier slice ended (<see cref="CopySlice.After"/>); null for the
    /// beginning.</param>
    /// <exception cref="LedgerStartException">The store can't be read.</exception>
    IAsyncEnumerable<CopySlice> ReadAsync(CopyPart part, string? after = null);

    /// <summary>Checks the invariants from raw rows.</summary>
    /// <exception cref="LedgerStartException">The store can't be read.</exception>
    Task<AuditReport> AuditAsync(IProgress<AuditProgress>? progress = null);
}
