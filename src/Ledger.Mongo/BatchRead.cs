using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>What a batch needs to know before it can be decided, read inside its transaction.</summary>
internal sealed class BatchRead(LedgerDatabase db, IClientSessionHandle session, CancellationToken cancellation)
{
    /// <summary>Tells the batch which keys have a record, and its wallets: all in one command, because each command is
    /// a round trip that the whole batch waits for.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="fence">The committer's fence, which is read with the rest; null for whoever is no
    /// committer.</param>
    /// <exception cref="LedgerFencedException">Another committer has taken over.</exception>
    public async Task KeysAndWalletsAsync(LedgerBatch batch, CommitterFence? fence)
    {
        var commands = batch.Commands;
        var indexes = new Dictionary<(WalletId, IdempotencyKey), List<int>>(commands.Count);
        var (keys, wallets) = (new BsonArray(commands.Count), new HashSet<WalletId>(2 * commands.Count));
        for (var i = 0; i < commands.Count; i++)
        {
            var command = commands[i];
            if (!indexes.TryGetValue((command.Caller, command.Key), out var same))
            {
                indexes.Add((command.Caller, command.Key), same = new List<int>(1));
                keys.Add(KeyDocument.Id(command.Caller, command.Key));
            }

            same.Add(i);
            wallets.Add(command.Caller);
            wallets.Add(command.Sender);
            wallets.Add(command.Receiver);
        }

        using var cursor = await db.Settings.AggregateAsync<BsonDocument>(
            session, Pipeline(keys, wallets), null, cancellation);
        var found = await cursor.FirstAsync(cancellation);
        fence?.Check(found);
        foreach (var document in found["wallets"].AsBsonArray)
            batch.FoundWallet(WalletDocument.ToState(document.AsBsonDocument));
        foreach (var document in found["keys"].AsBsonArray.Select(static key => key.AsBsonDocument))
        {
            var record = KeyDocument.ToRecord(document);
            foreach (var index in indexes[KeyDocument.Id(document)])
                batch.FoundKey(index, record);
        }
    }

    /// <summary>What finds the settings, with keys and wallets by their IDs.</summary>
    public static BsonDocument[] Pipeline(BsonArray keys, IEnumerable<WalletId> wallets) =>
    [
        new("$match", Preparation.OfLedger),
        LookUp("keys", keys),
        LookUp("wallets", new BsonArray(wallets.Select(BsonValues.Of))),
    ];

    /// <summary>Tells the batch the transfers that its undecided commands refer to. What is left of one is never
    /// stored: it is the sum of all that refers to it.</summary>
    public async Task LinksAsync(LedgerBatch batch)
    {
        var links = batch.FindLinks();
        if (links.Count == 0)
            return;
        var ids = new BsonDocument("$in", new BsonArray(links.Select(static id => BsonValues.Of(id.Value))));
        var givenBack = new Dictionary<BsonValue, long>();
        await foreach (var document in FindAsync(
            new BsonDocument("link", ids).Add(Indexes.HasTransfer), Indexes.ByLink,
            new BsonDocument { { "link", 1 }, { TransferDocument.Amount, 1 } }))
            givenBack[document["link"]] =
                givenBack.GetValueOrDefault(document["link"]) + document["transfer"]["amount"].AsInt64;

        await foreach (var document in FindAsync(new BsonDocument(TransferDocument.Id, ids), Indexes.ByTransfer))
            batch.FoundLinked(new LinkedTransfer(
                KeyDocument.ToTransfer(document)!, givenBack.GetValueOrDefault(document["transfer"]["id"])));
    }

    // All that is found comes as one array: of a batch, that is far less than a document may hold. A union of
    // collections would be nearer at hand, but the server has none in transactions.
    private static BsonDocument LookUp(string collection, BsonArray ids) => new("$lookup", new BsonDocument
    {
        { "from", collection },
        {
            "pipeline", new BsonArray
            {
                new BsonDocument("$match", new BsonDocument("_id", new BsonDocument("$in", ids))),
            }
        },
        { "as", collection },
    });

    private async IAsyncEnumerable<BsonDocument> FindAsync(
        BsonDocument filter, string index, BsonDocument? projection = null)
    {
        using var cursor = await db.Keys.FindAsync(
            session, filter, new FindOptions<BsonDocument> { Hint = index, Projection = projection }, cancellation);
        while (await cursor.MoveNextAsync(cancellation))
        {
            foreach (var document in cursor.Current)
                yield return document;
        }
    }
}
