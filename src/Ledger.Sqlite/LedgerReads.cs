using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Look-ups of single rows.</summary>
internal static class LedgerReads
{
    // A merge ends a few times a minute at most, so a new snapshot that is too old again and again is no coincidence.
    private const int MaxSnapshots = 100;

    /// <summary>Finds a key's record, on a connection that is in no transaction.</summary>
    public static KeyRecord? FindKey(Database db, KeyIndex keys, long caller, IdempotencyKey key)
    {
        var digest = KeyDigest.Of(caller, key);
        for (var i = 0; i < MaxSnapshots; i++)
        {
            db.Prepare("BEGIN").Run();
            try
            {
                if (keys.TryFind(db, digest, out var number))
                    return number == 0 ? null : ReadKey(db, number, caller, key);
            }
            finally
            {
                db.Prepare("COMMIT").Run();
            }
        }

        throw KeyIndex.Damaged("it lost keys that it had");
    }

    /// <summary>Reads the record that the index names for a key, and checks that it is the key's.</summary>
    public static KeyRecord ReadKey(Database db, long number, long caller, IdempotencyKey key)
    {
        var read = db.Prepare(
            "SELECT caller, key, fingerprint, outcome, transfer_id FROM key_records WHERE number = ?1").Bind(1, number);
        if (!read.Step() || read.Int64(0) != caller || read.Text(1) != key.Value)
        {
            read.Reset();
            throw KeyIndex.Damaged("a key leads to another's record");
        }

        var fingerprint = new Fingerprint(read.Blob(2));
        var code = (OutcomeCode)read.Int64(3);
        TransferId? id = read.IsNull(4) ? null : new TransferId(read.Guid(4));
        read.Reset();
        return new KeyRecord(fingerprint, code, id is { } moved ? FindTransfer(db, moved) : null);
    }

    public static Transfer? FindTransfer(Database db, TransferId id)
    {
        var find = db.Prepare("""
            SELECT s.wallet_id, r.wallet_id, d.amount, d.balance_after, c.balance_after, d.created_at, d.note
            FROM transfers t
            JOIN entries d ON d.number = t.debit_entry
            JOIN entries c ON c.number = t.credit_entry
            JOIN wallets s ON s.number = d.wallet
            JOIN wallets r ON r.number = c.wallet
            WHERE t.transfer_id = ?1
            """).Bind(1, id.Value);
        if (!find.Step())
            return null;
        var transfer = new Transfer(
            id, WalletId.Parse(find.Text(0)), WalletId.Parse(find.Text(1)), Amount.From(find.Int64(2)),
            find.Int64(3), find.Int64(4), new Timestamp(find.Int64(5)), ToNote(find.TextOrNull(6)));
        find.Reset();
        return transfer;
    }

    public static WalletView? FindWallet(Database db, WalletId id)
    {
        var find = db.Prepare("""
            SELECT b.balance, b.frozen, w.created_at FROM wallets w JOIN balances b ON b.wallet = w.number
            WHERE w.wallet_id = ?1
            """).Bind(1, id.Value);
        if (!find.Step())
            return null;
        var view = new WalletView(id, find.Int64(0), find.Int64(1) != 0, new Timestamp(find.Int64(2)));
        find.Reset();
        return view;
    }

    public static Note? ToNote(string? text)
    {
        if (text is null)
            return null;
        return Note.TryParse(text, out var note) ? note : throw new FormatException("A stored note is not a note.");
    }
}
