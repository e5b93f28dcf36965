using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>What a batch needs to know before it can be decided, read inside its transaction.</summary>
internal sealed class BatchRead(LedgerDatabase db, IClientSessionHandle session, CancellationToken cancellation)
{
    /// <summary>Tells the batch which keys have a record, and its wallets.</summary>
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

        var reply = await BatchCommands.SendAsync(db, session, BatchCommands.Read(keys, wallets), cancellation);
        var found = reply["cursor"]["firstBatch"][0].AsBsonDocument;
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

    /// <summary>Tells the batch where the operators' log ends, if it needs it.</summary>
    public async Task LogAsync(LedgerBatch batch)
    {
        if (batch.NeedsLog())
            batch.FoundLog(await OperatorActs.HeadAsync(db, session, cancellation));
    }

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
