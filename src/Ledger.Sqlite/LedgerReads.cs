using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Look-ups of single rows.</summary>
internal static class LedgerReads
{
    // A merge ends a few times a minute at most, so a new snapshot that is too old again and again is no coincidence.
    private const int MaxSnapshots = 100;

    /// <summary>What <see cref="ReadPlain"/> reads.</summary>
    public const string PlainColumns = """
        t.transfer_id, d.wallet, c.wallet, d.amount, d.balance_after, c.balance_after, d.created_at, d.note,
          k.operation, k.link
        """;

    /// <summary>What <see cref="ReadTransfer"/> reads, of <see cref="TransferTables"/>.</summary>
    public const string TransferColumns = PlainColumns + ", " + HoldColumns;

    /// <summary>How many columns those are.</summary>
    public const int TransferColumnCount = 13;

    /// <summary>What <see cref="ReadTerms"/> reads, of <see cref="HoldTables"/>.</summary>
    public const string HoldColumns = "h.payer, h.receiver, h.expires_at";

    /// <summary>The hold that a transfer, with its key record, makes, captures or releases. Where it does none of it,
    /// nothing is looked up.</summary>
    // 5, 6 and 7 are Operation.Hold, Operation.Capture and Operation.Release. SQLite makes a table of what IN lists,
    // whenever a statement is run, which takes longer than to look up a row.
    public const string HoldTables = """
        LEFT JOIN holds h ON h.hold_id = CASE WHEN k.operation BETWEEN 5 AND 7
          THEN coalesce(k.link, k.transfer_id) END
        """;

    /// <summary>All that refers to a transfer <c>t</c> and moved money: its key records <c>l</c> and debits
    /// <c>b</c>.</summary>
    public const string Referring = """
        FROM key_records l
        JOIN transfers g ON g.transfer_id = l.transfer_id
        JOIN entries b ON b.number = g.debit_entry
        WHERE l.link = t.transfer_id
        """;

    /// <summary>What all that refers to a transfer <c>t</c> comes to, in minor units. What is left of one is never
    /// stored.</summary>
    public const string GivenBack = $"(SELECT coalesce(sum(b.amount), 0) {Referring})";

    /// <summary>Transfers with what <see cref="ReadPlain"/> reads of them.</summary>
    public const string PlainTables = """
        FROM transfers t
        JOIN entries d ON d.number = t.debit_entry
        JOIN entries c ON c.number = t.credit_entry
        JOIN key_records k ON k.number = t.key_record
        """;

    /// <summary>Transfers with all that belongs to them.</summary>
    public const string TransferTables = $"""
        {PlainTables}
        {HoldTables}
        """;

    private const string TransferById = $"SELECT {TransferColumns} {TransferTables} WHERE t.transfer_id = ?1";

    /// <summary>Finds a key's record, on a connection that is in no transaction.</summary>
    public static KeyRecord? FindKey(
        Database db, WalletNumbers numbers, KeyIndex keys, long caller, IdempotencyKey key)
    {
        var digest = KeyDigest.Of(caller, key);
        for (var i = 0; i < MaxSnapshots; i++)
        {
            db.Prepare("BEGIN").Run();
            try
            {
                if (keys.TryFind(db, digest, out var number))
                    return number == 0 ? null : ReadKey(db, numbers, number, caller, key);
            }
            finally
            {
                db.Prepare("COMMIT").Run();
            }
        }

        throw KeyIndex.Damaged("it lost keys that it had");
    }

    /// <summary>Reads the record that the index names for a key, and checks that it is the key's.</summary>
    public static KeyRecord ReadKey(
        Database db, WalletNumbers numbers, long number, long caller, IdempotencyKey key)
    {
        var read = db.Prepare(
            "SELECT caller, key, fingerprint, outcome, transfer_id, remaining, resets_at FROM key_records "
            + "WHERE number = ?1")
            .Bind(1, number);
        if (!read.Step() || read.Int64(0) != caller || read.Text(1) != key.Value)
        {
            read.Reset();
            throw KeyIndex.Damaged("a key leads to another's record");
        }

        var fingerprint = new Fingerprint(read.Blob(2));
        var code = (OutcomeCode)read.Int64(3);
        var (id, remaining, resetsAt) = (read.TransferIdOrNull(4), read.Int64OrNull(5), read.TimestampOrNull(6));
        read.Reset();
        return new KeyRecord(
            fingerprint, code, id is { } moved ? FindTransfer(db, numbers, moved) : null, remaining, resetsAt);
    }

    public static Transfer? FindTransfer(Database db, WalletNumbers numbers, TransferId id)
    {
        var find = db.Prepare(TransferById).Bind(1, id.Value);
        if (!find.Step())
            return null;
        var transfer = ReadTransfer(db, numbers, find);
        find.Reset();
        return transfer;
    }

    /// <summary>The transfer in a row that begins with <see cref="TransferColumns"/>.</summary>
    public static Transfer ReadTransfer(Database db, WalletNumbers numbers, Statement read) =>
        ReadTerms(db, numbers, read, 10) is { } hold
            ? ReadPlain(db, numbers, read) with { Hold = hold }
            : ReadPlain(db, numbers, read);

    /// <summary>The terms of a hold in three columns of a row; null if there are none.</summary>
    public static HoldTerms? ReadTerms(Database db, WalletNumbers numbers, Statement read, int column) =>
        read.IsNull(column + 2)
            ? null
            : new HoldTerms(
                numbers.IdOf(db, read.Int64(column)), numbers.IdOf(db, read.Int64(column + 1)),
                new Timestamp(read.Int64(column + 2)));

    /// <summary>The transfer in a row that begins with <see cref="PlainColumns"/>, without the terms of a
    /// hold.</summary>
    public static Transfer ReadPlain(Database db, WalletNumbers numbers, Statement read) => new(
        new TransferId(read.Guid(0)), numbers.IdOf(db, read.Int64(1)), numbers.IdOf(db, read.Int64(2)),
        Amount.From(read.Int64(3)), read.Int64(4), read.Int64(5), new Timestamp(read.Int64(6)),
        ToNote(read.TextOrNull(7)), (Operation)read.Int64(8), read.TransferIdOrNull(9));

    public static WalletView? FindWallet(Database db, WalletId id)
    {
        var find = db.Prepare("""
            SELECT b.balance, b.frozen, b.frozen_until, w.created_at, b.sequence
            FROM wallets w JOIN balances b ON b.wallet = w.number
            WHERE w.wallet_id = ?1
            """).Bind(1, id.Value);
        if (!find.Step())
            return null;
        var view = new WalletView(
            id, find.Int64(0), OperatorActs.ReadFreeze(find, 1, 2), new Timestamp(find.Int64(3)),
            find.Int64(4));
        find.Reset();
        return view;
    }

    public static Note? ToNote(string? text) => text is null ? null : Note.Parse(text);
}
