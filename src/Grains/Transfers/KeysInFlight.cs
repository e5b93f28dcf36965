using Wallet.Core;

namespace Wallet.Grains;

/// <summary>
/// What one payer has in flight, as gate and committer of his transfer grain: a duplicate that comes while its key is
/// in flight is told so at once, with the shared gate up or down, and beyond <see cref="Limits.MaxUnderWay"/> commits
/// he is <see cref="OutcomeCode.Busy"/> alone. Key and place are given back when the commit is settled, not when
/// somebody stopped waiting.
/// </summary>
internal sealed class KeysInFlight(IIdempotencyGate shared, ITransferCommitter committer) : IIdempotencyGate,
    ITransferCommitter
{
    private readonly HashSet<IdempotencyKey> _keys = [];
    private int _committing;

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
            if (_committing == Limits.MaxUnderWay)
                return new Decision(OutcomeCode.Busy);
            _committing++;
            try
            {
                return await committer.CommitAsync(command);
            }
            finally
            {
                _committing--;
            }
        }
        finally
        {
            _keys.Remove(command.Key);
        }
    }
}
