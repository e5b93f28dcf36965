namespace Wallet.Core;

/// <summary>Which entries of a wallet's history are wanted. They come newest first.</summary>
/// <param name="Limit">How many at most, 1 to <see cref="Limits.MaxPageSize"/>.</param>
/// <param name="BeforeSequence">Only entries with a smaller sequence (the cursor); null for the newest.</param>
/// <param name="Direction">Only this direction; null for both.</param>
/// <param name="From">Only entries at or after this moment.</param>
/// <param name="To">Only entries before this moment.</param>
public sealed record HistoryQuery(
    int Limit, long? BeforeSequence = null, Direction? Direction = null, Timestamp? From = null, Timestamp? To = null);
