using System.Runtime.InteropServices;

namespace Wallet.Core;

/// <summary>
/// Shares a committer's waiting room fairly: one caller has at most <see cref="Limits.MaxUnderWay"/> commands in it, however many requests he
/// sends, and what is beyond is <see cref="OutcomeCode.Busy"/> for him alone. A slot is held until its command is settled, not until somebody
/// stops waiting for it: otherwise a store that stalls would let the same caller in again and again.
/// </summary>
public sealed class FairCommitter(ITransferCommitter committer) : ITransferCommitter
{
    private readonly Lock _lock = new();
    private readonly Dictionary<WalletId, int> _taken = [];

    /// <inheritdoc/>
    public Task<Decision> CommitAsync(LedgerCommand command)
    {
        lock (_lock)
        {
            ref var taken = ref CollectionsMarshal.GetValueRefOrAddDefault(_taken, command.Caller, out _);
            if (taken >= Limits.MaxUnderWay)
                return Task.FromResult(new Decision(OutcomeCode.Busy));
            taken++;
        }

        return SettleAsync(command);
    }

    private async Task<Decision> SettleAsync(LedgerCommand command)
    {
        try
        {
            return await committer.CommitAsync(command).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                // Whoever has nothing under way is forgotten, so that memory is bounded by the waiting room.
                if (--CollectionsMarshal.GetValueRefOrNullRef(_taken, command.Caller) == 0)
                    _taken.Remove(command.Caller);
            }
        }
    }
}
