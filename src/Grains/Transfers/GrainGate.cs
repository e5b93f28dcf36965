using Wallet.Core;

namespace Wallet.Grains;

/// <summary>Whose turn it is in one transfer grain.</summary>
internal sealed class KeyTurn
{
    /// <summary>The request that has passed the gate and runs; null if none does.</summary>
    public object? Holder { get; set; }
}

/// <summary>
/// The gate as one request of a transfer grain sees it: a duplicate that comes while the grain works on the key is told so at once,
/// with the shared gate up or down; all others ask the shared gate.
/// </summary>
internal sealed class GrainGate(KeyTurn turn, IIdempotencyGate shared) : IIdempotencyGate
{
    /// <inheritdoc/>
    public ValueTask<GateAnswer> EnterAsync(WalletId caller, IdempotencyKey key, TransferId attempt)
    {
        // The check and the taking are one step: there is no await between them.
        if (turn.Holder is not null)
            return new(GateAnswer.Held);
        turn.Holder = this;
        return shared.EnterAsync(caller, key, attempt);
    }

    /// <inheritdoc/>
    public ValueTask CompleteAsync(WalletId caller, IdempotencyKey key, TransferId attempt) => shared.CompleteAsync(caller, key, attempt);

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(WalletId caller, IdempotencyKey key, TransferId attempt) => shared.ReleaseAsync(caller, key, attempt);

    /// <summary>Ends the turn of this request, if it has it.</summary>
    public void Leave()
    {
        if (turn.Holder == this)
            turn.Holder = null;
    }
}
