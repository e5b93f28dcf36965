namespace Wallet.Core;

/// <summary>A ledger writes nothing because the clock is far ahead of where it should be. Surely nothing of this batch
/// was written. It is thrown for each batch; <see cref="LedgerClock.Changed"/> says once when that begins.</summary>
public sealed class LedgerClockException(string message) : LedgerException(LedgerFailure.Unavailable, message);
