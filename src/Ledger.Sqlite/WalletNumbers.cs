using System.Collections.Concurrent;
using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>The numbers of wallets. A number never changes, so what was looked up once may be kept, in any
/// process.</summary>
internal sealed class WalletNumbers
{
    // About 100 bytes each; past this many it starts anew.
    private const int MaxKept = 200_000;

    private readonly ConcurrentDictionary<WalletId, long> _kept = new();

    /// <summary>The number of a wallet, or 0 if there is none.</summary>
    public long Find(Database db, WalletId id)
    {
        if (_kept.TryGetValue(id, out var number))
            return number;
        var find = db.Prepare("SELECT number FROM wallets WHERE wallet_id = ?1").Bind(1, id.Value);
        if (find.Step())
        {
            number = find.Int64(0);
            find.Reset();
            if (_kept.Count >= MaxKept)
                _kept.Clear();
            _kept[id] = number;
        }

        return number;
    }
}
