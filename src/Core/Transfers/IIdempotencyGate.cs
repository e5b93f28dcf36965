namespace Wallet.Core;

/// <summary>
/// Step 4 of the chain: keeps two requests with one key from running side by side. It is fast and may forget; the
/// ledger decides. Key <c>txn:{caller}:{key}</c>, value <c>processing:{attempt}</c>, set if absent, 30 s; then
/// <c>completed</c>. No call throws: a gate that is down says so, within 100 ms.
/// </summary>
public interface IIdempotencyGate
{
    /// <summary>Tries to take the key for an attempt.</summary>
    ValueTask<GateAnswer> EnterAsync(WalletId caller, IdempotencyKey key, TransferId attempt);

    /// <summary>Marks the key as completed, if this attempt still holds it. It may return before that is done, if the
    /// gate is down.</summary>
    ValueTask CompleteAsync(WalletId caller, IdempotencyKey key, TransferId attempt);

    /// <summary>Gives the key back, if this attempt still holds it. Only for an attempt that surely did nothing. It may
    /// return before that is done, if the gate is down.</summary>
    ValueTask ReleaseAsync(WalletId caller, IdempotencyKey key, TransferId attempt);
}
