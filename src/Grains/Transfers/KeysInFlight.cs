using Wallet.Core;

namespace Wallet.Grains;

/// <summary>
/// One payer's keys in flight and slots for commits; the payer's transfer grain reaches the shared gate and committer
/// through it. A duplicate of a key in flight is held at once, whether the shared gate is up or down. A payer with
/// <see cref="Limits.MaxUnderWay"/> commits under way is <see cref="OutcomeCode.Busy"/>, and nobody else is. Key and
/// slot are given back when the commit is settled, not when somebody stops waiting for it.
/// </summary>
internal sealed class KeysInFlight(IIdempotencyGate shared, ITransferCommitter committer)
    : IIdempotencyGate, ITransferCommitter
{
    private readonly HashSet<IdempotencyKey> _keys = [];
    private int _slotsTaken;

    /// <summary>How many keys are in flight, for tests.</summary>
    public int Count => _keys.Count;

    /// <inheritdoc/>
    public async ValueTask<GateAnswer> EnterAsync(WalletId caller, IdempotencyKey key, TransferId attempt)
    {
        // The check and the taking are one step: there is no await between them.
        if (!_keys.Add(key))
            return GateAnswer.Held;
        var answer = await shared.EnterAsync(caller, key, attempt);
        if (answer is GateAnswer.Held or GateAnswer.Completed)
            _keys.Remove(key);
        return answer;
    }

    /// <inheritdoc/>
    public ValueTask CompleteAsync(WalletId caller, IdempotencyKey key, TransferId attempt) =>
        shared.CompleteAsync(caller, key, attempt);

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(WalletId caller, IdempotencyKey key, TransferId attempt) =>
        shared.ReleaseAsync(caller, key, attempt);

    /// <inheritdoc/>
    public async Task<Decision> CommitAsync(LedgerCommand command)
    {
        try
        {
            if (_slotsTaken == Limits.MaxUnderWay)
                return new Decision(OutcomeCode.Busy);
            _slotsTaken++;
            try
            {
                return await committer.CommitAsync(command);
            }
            finally
            {
                _slotsTaken--;
            }
        }
        finally
        {
            _keys.Remove(command.Key);
        }
    }
}
