using System.Security.Cryptography;
using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Look-ups of single rows.</summary>
internal static class LedgerReads
{
    public static KeyRecord? FindKey(Database db, long caller, IdempotencyKey key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var find = db.Prepare("SELECT fingerprint, outcome, transfer_id FROM key_records WHERE key_digest = ?1").Bind(1, KeyDigest.Compute(caller, key, hash));
        if (!find.Step())
            return null;
        var fingerprint = new Fingerprint(find.Blob(0));
        var code = (OutcomeCode)find.Int64(1);
        TransferId? id = find.IsNull(2) ? null : new TransferId(find.Guid(2));
        find.Reset();
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
        var find = db.Prepare("SELECT b.balance, b.frozen, w.created_at FROM wallets w JOIN balances b ON b.wallet = w.number WHERE w.wallet_id = ?1").Bind(1, id.Value);
        if (!find.Step())
            return null;
        var view = new WalletView(id, find.Int64(0), find.Int64(1) != 0, new Timestamp(find.Int64(2)));
        find.Reset();
        return view;
    }

    public static Note? ToNote(string? text) =>
        text is null ? null : Note.TryParse(text, out var note) ? note : throw new FormatException("A stored note is not a note.");
}
