using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>What a batch needs to know before it can be decided, read inside its transaction.</summary>
internal sealed class BatchRead(LedgerDatabase db, IClientSessionHandle session, CancellationToken cancellation)
{
    /// <summary>Tells the batch which keys have a record, and returns the commands whose keys have none.</summary>
    public async Task<List<LedgerCommand>> KeysAsync(LedgerBatch batch)
    {
        var commands = batch.Commands;
        var ids = commands.Select(static command => (command.Caller, command.Key)).Distinct()
            .Select(static id => KeyDocument.Id(id.Caller, id.Key));
        var found = new Dictionary<(WalletId, IdempotencyKey), BsonDocument>();
        foreach (var document in await FindAsync(db.Keys, ids))
            found.Add((KeyDocument.Caller(document), KeyDocument.Key(document)), document);
        var transfers = await TransfersAsync(found.Values);

        var undecided = new List<LedgerCommand>(commands.Count);
        for (var i = 0; i < commands.Count; i++)
        {
            if (found.TryGetValue((commands[i].Caller, commands[i].Key), out var document))
                batch.FoundKey(i,
                    KeyDocument.ToRecord(document, KeyDocument.TransferId(document) is { } id ? transfers[id] : null));
            else
                undecided.Add(commands[i]);
        }

        return undecided;
    }

    /// <summary>Tells the batch the wallets of <paramref name="undecided"/>.</summary>
    public async Task WalletsAsync(LedgerBatch batch, List<LedgerCommand> undecided)
    {
        var ids = new HashSet<WalletId>(2 * undecided.Count);
        foreach (var command in undecided)
        {
            ids.Add(command.Caller);
            ids.Add(command.Sender);
            ids.Add(command.Receiver);
        }

        foreach (var document in await FindAsync(db.Wallets, ids.Select(BsonValues.Of)))
            batch.FoundWallet(WalletDocument.ToState(document));
    }

    /// <summary>Tells the batch the transfers that its undecided commands refer to. What is left of one is never
    /// stored: it is the sum of all that refers to it.</summary>
    public async Task LinksAsync(LedgerBatch batch)
    {
        var links = batch.FindLinks();
        if (links.Count == 0)
            return;
        var ids = new BsonArray(links.Select(static id => BsonValues.Of(id.Value)));
        var givenBack = new Dictionary<BsonValue, long>();
        using (var cursor = await db.Transfers.FindAsync(
            session, new BsonDocument("link", new BsonDocument("$in", ids)),
            new FindOptions<BsonDocument> { Hint = Indexes.ByLink, Projection = TransferDocument.GivesBack },
            cancellation))
        {
            while (await cursor.MoveNextAsync(cancellation))
            {
                foreach (var document in cursor.Current)
                    givenBack[document["link"]] =
                        givenBack.GetValueOrDefault(document["link"]) + document["amount"].AsInt64;
            }
        }

        foreach (var document in await FindAsync(db.Transfers, ids))
            batch.FoundLinked(new LinkedTransfer(
                TransferDocument.ToTransfer(document), givenBack.GetValueOrDefault(document["_id"])));
    }

    private async Task<Dictionary<TransferId, Transfer>> TransfersAsync(IEnumerable<BsonDocument> keys)
    {
        var ids = keys.Select(static key => KeyDocument.TransferId(key)).OfType<TransferId>()
            .Select(static id => BsonValues.Of(id.Value));
        return (await FindAsync(db.Transfers, ids)).Select(TransferDocument.ToTransfer)
            .ToDictionary(static transfer => transfer.Id);
    }

    // One command and one answer: the batch size leaves nothing for a second.
    private async Task<List<BsonDocument>> FindAsync(
        IMongoCollection<BsonDocument> collection, IEnumerable<BsonValue> ids)
    {
        var list = new BsonArray(ids);
        if (list.Count == 0)
            return [];
        using var cursor = await collection.FindAsync(
            session, new BsonDocument("_id", new BsonDocument("$in", list)),
            new FindOptions<BsonDocument> { BatchSize = list.Count + 1 }, cancellation);
        return await cursor.ToListAsync(cancellation);
    }
}
