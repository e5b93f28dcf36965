using Wallet.Core;

namespace Wallet.Api;

/// <summary>Reads entries for statements on half of the cores at most, and in turns: however many and however long
/// statements are asked for, payments go on.</summary>
internal sealed class StatementTurns(ILedger ledger)
{
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>The next entries of a view.</summary>
    /// <param name="wallet">The wallet.</param>
    /// <param name="view">The view.</param>
    /// <param name="first">The sequence of the first that is wanted; beyond the view, there are none.</param>
    /// <param name="cancellation">Gives up waiting for a turn.</param>
    /// <exception cref="LedgerException">The ledger can't be read.</exception>
    public async ValueTask<IReadOnlyList<HistoryItem>> ReadAsync(
        WalletId wallet, StatementView view, long first, CancellationToken cancellation)
    {
        if (first > view.Last)
            return [];
        await _turns.WaitAsync(cancellation);
        try
        {
            return await ledger.ReadEntriesAsync(wallet, first, Math.Min(first + Limits.MaxSlice - 1, view.Last));
        }
        finally
        {
            _turns.Release();
        }
    }
}
