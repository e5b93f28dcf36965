using Wallet.Ledger.Sqlite;

namespace Wallet.Bench;

/// <summary>
/// The limit that the ledger is measured against: the very statements that the ledger writes with (many rows each, each
/// wallet once a batch, digests of keys merged by the ledger's own code), on its own schema, with the same durability
/// and a checkpoint as often, and nothing else. It looks for nothing, decides nothing, checks nothing and hashes
/// nothing.
/// </summary>
internal sealed class BareLoop : IDisposable
{
    private const long SomeDay = 20_000;

    private static readonly byte[] Hash = new byte[32];

    private readonly Database _db;
    private readonly KeyIndex _keys = new(SqliteLedgerOptions.DefaultRecentKeys);
    private readonly Dictionary<WalletId, State> _wallets = [];
    private readonly List<State> _changed = [];
    private long _records, _entries;

    /// <summary>Opens a ledger file that was made with <paramref name="wallets"/> wallets and is not in use.</summary>
    public BareLoop(string path, int wallets)
    {
        _db = new Database(path, OpenMode.Write);
        foreach (var id in Enumerable.Range(0, wallets).Select(BenchWallets.Id).Append(WalletId.Issuer))
        {
            var find = _db.Prepare("SELECT number FROM wallets WHERE wallet_id = ?1").Bind(1, id.Value);
            find.Step();
            _wallets.Add(id, new State { Number = find.Int64(0) });
            find.Reset();
        }
    }

    /// <summary>Writes the transfers in batches and returns how long it took.</summary>
    public TimeSpan Run(LedgerCommand[] commands, int batchSize)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < commands.Length; i += batchSize)
        {
            var batch = new ArraySegment<LedgerCommand>(commands, i, Math.Min(batchSize, commands.Length - i));
            _db.Prepare("BEGIN IMMEDIATE").Run();
            _keys.CatchUp(_db);
            WriteKeyRecords(batch);
            WriteTransfers(batch);
            WriteEntries(batch, Timestamp.Now(TimeProvider.System).UnixMicroseconds);
            WriteBalances();
            _keys.Merge(_db, batch.Count);
            _db.Prepare("COMMIT").Run();
            var (pages, copied) = _db.LogLength();
            if (pages - copied >= LogCopyRules.DefaultCopyAfterPages)
                _db.Checkpoint();
        }

        return Stopwatch.GetElapsedTime(start);
    }

    /// <inheritdoc/>
    public void Dispose() => _db.Dispose();

    private void WriteKeyRecords(ArraySegment<LedgerCommand> batch)
    {
        Span<byte> fingerprint = stackalloc byte[Fingerprint.Size];
        for (var i = 0; i < batch.Count;)
        {
            var insert = BatchStatements.WriteKeyRecords.Take(_db, batch.Count - i, out var rows);
            for (var p = 0; p < rows * BatchStatements.WriteKeyRecords.Columns;
                p += BatchStatements.WriteKeyRecords.Columns, i++)
            {
                var command = batch[i];
                command.Fingerprint.CopyTo(fingerprint);
                insert.Bind(p + 1, ++_records).Bind(p + 2, _wallets[command.Caller].Number)
                    .Bind(p + 3, command.Key.Value)
                    .Bind(p + 4, Guid.NewGuid()).Bind(p + 5, fingerprint).Bind(p + 6, 1)
                    .Bind(p + 7, command.ProposedId.Value).Bind(p + 8, (long)command.Operation);
            }

            insert.Run();
        }
    }

    private void WriteTransfers(ArraySegment<LedgerCommand> batch)
    {
        for (var i = 0; i < batch.Count;)
        {
            var insert = BatchStatements.WriteTransfers.Take(_db, batch.Count - i, out var rows);
            for (var p = 0; p < rows * BatchStatements.WriteTransfers.Columns;
                p += BatchStatements.WriteTransfers.Columns, i++)
            {
                insert.Bind(p + 1, batch[i].ProposedId.Value).Bind(p + 2, _records - batch.Count + i + 1)
                    .Bind(p + 3, _entries + 2 * i + 1).Bind(p + 4, _entries + 2 * i + 2);
            }

            insert.Run();
        }
    }

    private void WriteEntries(ArraySegment<LedgerCommand> batch, long now)
    {
        for (var i = 0; i < 2 * batch.Count;)
        {
            var insert = BatchStatements.WriteEntries.Take(_db, 2 * batch.Count - i, out var rows);
            for (var p = 0; p < rows * BatchStatements.WriteEntries.Columns;
                p += BatchStatements.WriteEntries.Columns, i++)
            {
                var command = batch[i / 2];
                State wallet = _wallets[i % 2 == 0 ? command.Sender : command.Receiver],
                    other = _wallets[i % 2 == 0 ? command.Receiver : command.Sender];
                if (wallet.ChangedIn != _records)
                {
                    wallet.ChangedIn = _records;
                    _changed.Add(wallet);
                }

                wallet.Balance += i % 2 == 0 ? -command.Amount.Minor : command.Amount.Minor;
                insert.Bind(p + 1, ++_entries).Bind(p + 2, wallet.Number).Bind(p + 3, ++wallet.Sequence)
                    .Bind(p + 4, command.ProposedId.Value)
                    .Bind(p + 5, 1 + i % 2).Bind(p + 6, other.Number).Bind(p + 7, command.Amount.Minor)
                    .Bind(p + 8, wallet.Balance).Bind(p + 9, now)
                    .Bind(p + 10, wallet.LastEntry).Bind(p + 11, wallet.LastEntry).Bind(p + 12, Hash).BindNull(p + 13);
                (wallet.LastEntry, wallet.LastAt) = (_entries, now);
            }

            insert.Run();
        }
    }

    private void WriteBalances()
    {
        for (var i = 0; i < _changed.Count;)
        {
            var write = BatchStatements.WriteBalances.Take(_db, _changed.Count - i, out var rows);
            for (var p = 0; p < rows * BatchStatements.WriteBalances.Columns;
                p += BatchStatements.WriteBalances.Columns, i++)
            {
                var wallet = _changed[i];
                write.Bind(p + 1, wallet.Number).Bind(p + 2, wallet.Balance).Bind(p + 3, wallet.Sequence)
                    .Bind(p + 4, Hash).Bind(p + 5, wallet.LastAt)
                    .Bind(p + 6, wallet.LastEntry).Bind(p + 7, wallet.LastEntry).Bind(p + 8, wallet.LastEntry)
                    .Bind(p + 9, 0).BindNull(p + 10)
                    .Bind(p + 11, SomeDay).Bind(p + 12, wallet.Sequence).Bind(p + 13, 0).BindNull(p + 14);
            }

            write.Run();
        }

        _changed.Clear();
    }

    private sealed class State
    {
        public required long Number { get; init; }

        public long Balance, Sequence, LastEntry, LastAt, ChangedIn;
    }
}
