using System.Diagnostics;
using SQLitePCL;
using Wallet.Core;

namespace Wallet.Bench;

/// <summary>
/// The limit that the ledger is measured against: prepared statements of one row each, run one after the other on the ledger's own schema, with the same
/// durability. For each transfer 2 balances are updated and 2 entries, 1 transfer and 1 key are inserted. It decides
/// nothing, reads nothing, checks nothing and hashes nothing.
/// </summary>
internal sealed class BareLoop : IDisposable
{
    private static readonly byte[] Hash = new byte[32];

    private readonly sqlite3 _db;
    private readonly RawStatement _begin, _commit, _key, _transfer, _entry, _balance;
    private readonly Dictionary<WalletId, State> _wallets = [];
    private long _records;

    /// <summary>Opens a ledger file that was made with <paramref name="wallets"/> wallets and is not in use.</summary>
    public BareLoop(string path, int wallets)
    {
        Batteries_V2.Init();
        RawStatement.Check(_db!, raw.sqlite3_open_v2(path, out _db, raw.SQLITE_OPEN_NOMUTEX | raw.SQLITE_OPEN_READWRITE, null));
        // As the ledger's writer has it: the log is copied into the file each 64 MiB.
        RawStatement.Check(_db, raw.sqlite3_exec(_db, "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16384; PRAGMA cache_size = -131072; PRAGMA temp_store = MEMORY;"));
        _begin = new RawStatement(_db, "BEGIN IMMEDIATE");
        _commit = new RawStatement(_db, "COMMIT");
        _key = new RawStatement(_db, "INSERT INTO key_records (number, caller, key, fingerprint, outcome, transfer_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        _transfer = new RawStatement(_db, "INSERT INTO transfers (transfer_id, key_record, debit_wallet, debit_sequence, credit_wallet, credit_sequence) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        _entry = new RawStatement(_db, """
            INSERT INTO entries (wallet, sequence, transfer_id, direction, counterparty, amount, balance_after, created_at, last_of_other_direction, hash)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """);
        _balance = new RawStatement(_db, "UPDATE balances SET balance = ?2, sequence = ?3, head = ?4, last_entry_at = ?5, last_debit = ?6, last_credit = ?7 WHERE wallet = ?1");

        using var number = new RawStatement(_db, "SELECT number FROM wallets WHERE wallet_id = ?1");
        foreach (var id in Enumerable.Range(0, wallets).Select(BenchWallets.Id).Append(WalletId.Issuer))
            _wallets.Add(id, new State { Number = number.Bind(1, id.Value).Run() });
    }

    /// <summary>Writes the transfers in batches and returns how long it took.</summary>
    public TimeSpan Run(LedgerCommand[] commands, int batchSize)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < commands.Length; i += batchSize)
        {
            _begin.Run();
            var now = Timestamp.Now(TimeProvider.System).UnixMicroseconds;
            foreach (var command in commands.AsSpan(i, Math.Min(batchSize, commands.Length - i)))
                Write(command, now);
            _commit.Run();
        }

        return Stopwatch.GetElapsedTime(start);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in (RawStatement[])[_begin, _commit, _key, _transfer, _entry, _balance])
            statement.Dispose();
        _db.Dispose();
    }

    private void Write(LedgerCommand command, long now)
    {
        Span<byte> id = stackalloc byte[16];
        command.ProposedId.Value.TryWriteBytes(id, bigEndian: true, out _);
        Span<byte> fingerprint = stackalloc byte[Fingerprint.Size];
        command.Fingerprint.CopyTo(fingerprint);
        State sender = _wallets[command.Sender], receiver = _wallets[command.Receiver];

        _key.Bind(1, ++_records).Bind(2, _wallets[command.Caller].Number).Bind(3, command.Key.Value).Bind(4, fingerprint).Bind(5, 1).Bind(6, id).Run();
        _transfer.Bind(1, id).Bind(2, _records).Bind(3, sender.Number).Bind(4, ++sender.Sequence).Bind(5, receiver.Number).Bind(6, ++receiver.Sequence).Run();
        sender.Balance -= command.Amount.Minor;
        receiver.Balance += command.Amount.Minor;
        WriteEntry(sender, receiver, id, 1, command.Amount.Minor, now, sender.LastCredit);
        WriteEntry(receiver, sender, id, 2, command.Amount.Minor, now, receiver.LastDebit);
        sender.LastDebit = sender.Sequence;
        receiver.LastCredit = receiver.Sequence;
        WriteBalance(sender, now);
        WriteBalance(receiver, now);
    }

    private void WriteEntry(State wallet, State other, ReadOnlySpan<byte> id, long direction, long amount, long now, long lastOfOtherDirection) =>
        _entry.Bind(1, wallet.Number).Bind(2, wallet.Sequence).Bind(3, id).Bind(4, direction).Bind(5, other.Number).Bind(6, amount)
            .Bind(7, wallet.Balance).Bind(8, now).Bind(9, lastOfOtherDirection).Bind(10, Hash).Run();

    private void WriteBalance(State wallet, long now) =>
        _balance.Bind(1, wallet.Number).Bind(2, wallet.Balance).Bind(3, wallet.Sequence).Bind(4, Hash).Bind(5, now)
            .Bind(6, wallet.LastDebit).Bind(7, wallet.LastCredit).Run();

    private sealed class State
    {
        public required long Number { get; init; }

        public long Balance, Sequence, LastDebit, LastCredit;
    }
}
