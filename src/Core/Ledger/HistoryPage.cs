namespace Wallet.Core;

/// <summary>A page of history, newest first.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="NextBeforeSequence">The cursor of the next page, or null if this is the last.</param>
public sealed record HistoryPage(IReadOnlyList<HistoryItem> Entries, long? NextBeforeSequence);
