namespace Wallet.Core;

/// <summary>A ledger writes nothing because the clock is far ahead of where it should be. Surely nothing of this batch
/// was written. Each refusal throws it, so it is no news by itself; <see cref="LedgerClock.Changed"/> is.</summary>
public sealed class LedgerClockException(string message) : LedgerException(LedgerFailure.Unavailable, message);
