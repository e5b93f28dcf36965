using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>
/// A small ledger of which every row is known, made once and copied for each test. Wallets by number: 1 issuer, 2
/// escrow, 3 alice, 4 bob, 5 carol, 6 dave, who never did anything. Key records by number: 1 and 2 deposits, 3 to 5
/// transfers, 6 and 7 refusals; the index of keys holds the first four.
/// </summary>
internal sealed class DamageLedger : IDisposable
{
    private static readonly Lazy<Task<byte[]>> Original = new(MakeAsync);

    /// <summary>Its keys, with whose they are.</summary>
    public static readonly (string Wallet, string Key)[] Keys =
        [("alice", "d1"), ("bob", "d2"), ("alice", "k1"), ("alice", "k2"), ("bob", "k3"), ("carol", "k4"),
            ("alice", "k5")];

    /// <summary>The table of key records with those columns that a forged row needs.</summary>
    public const string KeyRecords =
        "key_records (number, caller, key, key_digest, fingerprint, outcome, transfer_id)";

    private readonly TempFolder _folder = new();

    public string Path => _folder.File("ledger.db");

    /// <summary>A copy of its own.</summary>
    public static async Task<DamageLedger> CopyAsync()
    {
        var copy = new DamageLedger();
        await File.WriteAllBytesAsync(copy.Path, await Original.Value);
        return copy;
    }

    /// <summary>Damages it with raw SQL, past the triggers that keep rows from being changed.</summary>
    public void Damage(string sql)
    {
        using var file = new DamageFile(Path);
        file.RunWithoutTriggers(sql);
    }

    /// <summary>Has the ledger itself go on.</summary>
    public async Task GoOnAsync(IReadOnlyList<LedgerCommand> commands)
    {
        await using var ledger = SqliteLedger.Open(new SqliteLedgerOptions { Path = Path }, new FakeTime());
        await ledger.CommitAsync(commands);
    }

    /// <summary>Reads one blob.</summary>
    public byte[] Blob(string sql)
    {
        using var file = new DamageFile(Path);
        return (byte[])file.Rows(sql)[0][0]!;
    }

    /// <summary>The transfer of a key record, as much of it as a reversal needs to know.</summary>
    public Transfer Found(long record)
    {
        using var file = new DamageFile(Path);
        var row = file.Rows($"""
            SELECT t.transfer_id, s.wallet_id, r.wallet_id, e.amount FROM transfers t
            JOIN entries e ON e.number = t.debit_entry JOIN wallets s ON s.number = e.wallet
            JOIN wallets r ON r.number = e.counterparty WHERE t.key_record = {record}
            """)[0];
        return new Transfer(
            new TransferId(new Guid((byte[])row[0]!, bigEndian: true)), WalletId.Parse((string)row[1]!),
            WalletId.Parse((string)row[2]!), Amount.From((long)row[3]!), 0, 0, default, null, Operation.Transfer);
    }

    /// <summary>Audits it.</summary>
    public AuditReport Audit(AuditHeads? since = null) => SqliteAudit.Run(Path, since: since);

    /// <summary>Where the one page of an index begins in the file, and how long it is.</summary>
    public (int Offset, int Size) PageOf(string index)
    {
        using var file = new DamageFile(Path);
        var size = (long)file.Rows("PRAGMA page_size")[0][0]!;
        return (
            (int)(((long)file.Rows($"SELECT rootpage FROM sqlite_schema WHERE name = '{index}'")[0][0]! - 1) * size),
            (int)size);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static async Task<byte[]> MakeAsync()
    {
        using var folder = new TempFolder();
        var path = folder.File("ledger.db");
        await using (
            var ledger = SqliteLedger.Open(new SqliteLedgerOptions { Path = path, RecentKeys = 2 }, new FakeTime()))
        {
            var (alice, bob, carol) = (await ledger.RegisterWalletAsync("alice"),
                await ledger.RegisterWalletAsync("bob"), await ledger.RegisterWalletAsync("carol"));
            await ledger.RegisterWalletAsync("dave");
            await ledger.CommitAsync([Commands.Deposit(alice, 1000, "d1"), Commands.Deposit(bob, 500, "d2")]);
            await ledger.CommitAsync([Commands.Transfer(alice, bob, 100, "k1", "rent")]);
            await ledger.CommitAsync([Commands.Transfer(alice, carol, 50, "k2")]);
            await ledger.CommitAsync([Commands.Transfer(bob, alice, 30, "k3", "gr\u00fc\u00dfe")]);
            await ledger.CommitAsync([Commands.Transfer(carol, bob, 51, "k4"),
                Commands.Transfer(alice, Commands.Wallet("nobody"), 1, "k5")]);
        }

        return await File.ReadAllBytesAsync(path);
    }
}
