using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// The commands of a batch, four unless an operator gives something back, sent as they are: a batch always fits into
/// one message, and the driver's own ways to write many documents, which split, number and copy them, took as much CPU
/// again. Each of the four has bytes of its own, so it can be made while another is under way; they are used again by
/// the next batch.
/// </summary>
internal sealed class BatchCommands
{
    private const int DuplicateKey = 11000;

    // A batch of some tens of transfers; the largest takes four times as much for its entries.
    private const int Capacity = 64 * 1024;

    private readonly BsonBuffer _read = new(Capacity), _keys = new(Capacity), _wallets = new(Capacity),
        _entries = new(Capacity);

    /// <summary>Finds the settings, with keys and wallets by their IDs: all in one command, because each command is a
    /// round trip that the whole batch waits for.</summary>
    public RawBsonDocument Read(
        IReadOnlyCollection<(WalletId Caller, IdempotencyKey Key)> keys, IReadOnlyCollection<WalletId> wallets)
    {
        _read.Begin();
        _read.Add("aggregate"u8, "settings");
        _read.BeginArray("pipeline"u8);
        _read.BeginElement(0);
        _read.BeginDocument("$match"u8);
        _read.Add("_id"u8, Preparation.SettingsId);
        _read.End(2);
        LookUp(1, "keys", ids =>
        {
            var place = 0;
            foreach (var (caller, key) in keys)
            {
                ids.BeginElement(place++);
                KeyDocument.WriteId(ids, caller, key);
                ids.End();
            }
        });
        LookUp(2, "wallets", ids =>
        {
            var place = 0;
            foreach (var id in wallets)
                ids.Add(place++, id.Value);
        });
        _read.End();
        _read.BeginDocument("cursor"u8);
        _read.End();
        return _read.Finish();
    }

    /// <summary>Writes the records.</summary>
    public RawBsonDocument InsertKeys(IReadOnlyList<PostedRecord> records)
    {
        BeginInsert(_keys, "keys");
        for (var i = 0; i < records.Count; i++)
        {
            _keys.BeginElement(i);
            KeyDocument.Write(_keys, records[i]);
            _keys.End();
        }

        _keys.End();
        return _keys.Finish();
    }

    /// <summary>Writes the wallets as they are now, each once.</summary>
    public RawBsonDocument UpdateWallets(IReadOnlyList<WalletState> wallets)
    {
        _wallets.Begin();
        _wallets.Add("update"u8, "wallets");
        _wallets.BeginArray("updates"u8);
        for (var i = 0; i < wallets.Count; i++)
        {
            _wallets.BeginElement(i);
            // By the ID alone, which needs no plan of the server.
            _wallets.BeginDocument("q"u8);
            _wallets.Add("_id"u8, wallets[i].Id);
            _wallets.End();
            _wallets.BeginDocument("u"u8);
            WalletDocument.WriteChange(_wallets, (MongoWallet)wallets[i]);
            _wallets.End(2);
        }

        _wallets.End();
        return _wallets.Finish();
    }

    /// <summary>Writes the two entries of each transfer.</summary>
    /// <param name="records">The records; those of refusals have none.</param>
    /// <param name="count">How many entries these are.</param>
    public RawBsonDocument InsertEntries(IReadOnlyList<PostedRecord> records, out int count)
    {
        BeginInsert(_entries, "entries");
        count = 0;
        for (var i = 0; i < records.Count; i++)
        {
            var posted = records[i];
            if (posted.Record.Transfer is not { } transfer)
                continue;
            Add(count++, transfer, posted.Debit, Direction.Debit);
            Add(count++, transfer, posted.Credit, Direction.Credit);
        }

        _entries.End();
        return _entries.Finish();

        void Add(int index, Transfer transfer, in PostedEntry entry, Direction direction)
        {
            _entries.BeginElement(index);
            EntryDocument.Write(_entries, transfer, entry, direction);
            _entries.End();
        }
    }

    /// <summary>Writes rows of the operators' log.</summary>
    public static BsonDocument InsertActs(IEnumerable<OperatorLogEntry> entries) =>
        new() { { "insert", "operatorActs" }, { "documents", new BsonArray(entries.Select(ActDocument.Of)) } };

    /// <summary>Sends one.</summary>
    /// <typeparam name="TReply">As what the reply is read.</typeparam>
    public static Task<TReply> SendAsync<TReply>(
        LedgerDatabase db, IClientSessionHandle session, BsonDocument command, CancellationToken cancellation) =>
        db.Database.RunCommandAsync<TReply>(session, command, ReadPreference.Primary, cancellation);

    /// <summary>Whether a write found all of its documents, or made them.</summary>
    /// <returns>False if a unique value exists already.</returns>
    /// <exception cref="InvalidOperationException">It did neither.</exception>
    public static bool Took(BsonDocument reply, int documents)
    {
        if (reply.TryGetValue("writeErrors", out var errors))
        {
            return errors.AsBsonArray.All(static error => error["code"] == DuplicateKey)
                ? false
                : throw new InvalidOperationException(
                    $"MongoDB refused to write a document: error {errors[0]["code"]}.");
        }

        return reply["n"].ToInt32() == documents
            ? true
            : throw new InvalidOperationException("A document was not where this transaction had read it.");
    }

    private static void BeginInsert(BsonBuffer buffer, string collection)
    {
        buffer.Begin();
        buffer.Add("insert"u8, collection);
        buffer.BeginArray("documents"u8);
    }

    // All that is found comes as one array: of a batch, that is far less than a document may hold. A union of
    // collections would be nearer at hand, but the server has none in transactions.
    private void LookUp(int place, string collection, Action<BsonBuffer> writeIds)
    {
        _read.BeginElement(place);
        _read.BeginDocument("$lookup"u8);
        _read.Add("from"u8, collection);
        _read.BeginArray("pipeline"u8);
        _read.BeginElement(0);
        _read.BeginDocument("$match"u8);
        _read.BeginDocument("_id"u8);
        _read.BeginArray("$in"u8);
        writeIds(_read);
        _read.End(5);
        _read.Add("as"u8, collection);
        _read.End(2);
    }
}
