using System.Collections.Concurrent;
using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>The numbers of wallets, and whose they are. A number never changes, so what was looked up once may be kept,
/// in any process.</summary>
internal sealed class WalletNumbers
{
    // About 100 bytes each; past this many it starts anew.
    private const int MaxKept = 200_000;

    private readonly ConcurrentDictionary<WalletId, long> _kept = new();
    private readonly ConcurrentDictionary<long, WalletId> _ids = new();

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

    /// <summary>The wallet that has a number.</summary>
    /// <exception cref="LedgerException">There is none: the ledger is damaged.</exception>
    public WalletId IdOf(Database db, long number)
    {
        if (_ids.TryGetValue(number, out var id))
            return id;
        var find = db.Prepare("SELECT wallet_id FROM wallets WHERE number = ?1").Bind(1, number);
        if (!find.Step())
            throw LedgerException.Damaged("a number leads to no wallet");
        id = WalletId.Parse(find.Text(0));
        find.Reset();
        if (_ids.Count >= MaxKept)
            _ids.Clear();
        return _ids[number] = id;
    }
}
