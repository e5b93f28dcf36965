using Microsoft.Extensions.Logging;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <summary>
/// The keys that one payer has in flight, as gate and committer of his transfer grain: a duplicate that comes while its key is in flight is told so
/// at once, with the shared gate up or down. A key is taken at the gate and given back when its commit is settled, not when somebody stopped waiting.
/// </summary>
internal sealed partial class KeysInFlight(IIdempotencyGate shared, IWalletGrain wallet, ILogger log) : IIdempotencyGate, ITransferCommitter
{
    private readonly HashSet<IdempotencyKey> _keys = [];

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
    public ValueTask CompleteAsync(WalletId caller, IdempotencyKey key, TransferId attempt) => shared.CompleteAsync(caller, key, attempt);

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(WalletId caller, IdempotencyKey key, TransferId attempt) => shared.ReleaseAsync(caller, key, attempt);

    /// <inheritdoc/>
    public async Task<Decision> CommitAsync(LedgerCommand command)
    {
        try
        {
            return await wallet.CommitAsync(command);
        }
#pragma warning disable CA1031 // Whatever went wrong on the way, the command may have arrived.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogUnknown(log, e);
            return new Decision(OutcomeCode.OutcomeUnknown);
        }
        finally
        {
            _keys.Remove(command.Key);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A commit's answer did not arrive.")]
    private static partial void LogUnknown(ILogger log, Exception exception);
}
