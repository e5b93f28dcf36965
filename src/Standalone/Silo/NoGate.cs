using Wallet.Core;

namespace Wallet.Standalone;

/// <summary>The gate that silos share, where there is one silo: it lets everybody in, for the payer's grain knows the
/// keys that are in flight.</summary>
internal sealed class NoGate : IIdempotencyGate
{
    /// <inheritdoc/>
    public ValueTask<GateAnswer> EnterAsync(WalletId caller, IdempotencyKey key, TransferId attempt) =>
        new(GateAnswer.Entered);

    /// <inheritdoc/>
    public ValueTask CompleteAsync(WalletId caller, IdempotencyKey key, TransferId attempt) => default;

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(WalletId caller, IdempotencyKey key, TransferId attempt) => default;
}
