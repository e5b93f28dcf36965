using System.Buffers;
using System.Runtime.InteropServices;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>What a batch needs to know before it can be decided, read inside its transaction.</summary>
internal sealed class BatchRead(LedgerDatabase db, IClientSessionHandle session, CancellationToken cancellation)
{
    private const int None = -1;

    /// <summary>Tells the batch which keys have a record, and its wallets.</summary>
    /// <param name="commands">Makes the command.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="fence">The committer's fence, which is read with the rest; null for whoever is no
    /// committer.</param>
    /// <exception cref="LedgerFencedException">Another committer has taken over.</exception>
    public async Task KeysAndWalletsAsync(BatchCommands commands, LedgerBatch batch, CommitterFence? fence)
    {
        var count = batch.Commands.Count;
        var keys = new Dictionary<(WalletId, IdempotencyKey), int>(count);
        var before = new int[count];
        for (var i = 0; i < count; i++)
        {
            var command = batch.Commands[i];
            // The last command of each key, which leads to those before it.
            ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(
                keys, (command.Caller, command.Key), out var isThere);
            (before[i], last) = (isThere ? last : None, i);
        }

        await TellAsync(commands, batch, fence, keys, before);
    }

    private async Task TellAsync(
        BatchCommands commands, LedgerBatch batch, CommitterFence? fence,
        Dictionary<(WalletId, IdempotencyKey), int> keys, int[] before)
    {
        using var reply = await BatchCommands.SendAsync<RawBsonDocument>(
            db, session, commands.Read(keys.Keys, batch.FindWallets()), cancellation);
        var length = reply.Slice.Length;
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        reply.Slice.GetBytes(0, bytes, 0, length);
        Tell(batch, fence, bytes.AsSpan(0, length), keys, before);
        ArrayPool<byte>.Shared.Return(bytes);
    }

    private static void Tell(
        LedgerBatch batch, CommitterFence? fence, ReadOnlySpan<byte> reply,
        Dictionary<(WalletId, IdempotencyKey), int> keys, int[] before)
    {
        var found = BsonFields.Find(BsonFields.Find(BsonFields.Find(
            reply, "cursor"u8).Document, "firstBatch"u8).Array, "0"u8).Document;
        fence?.Check(BsonFields.Find(found, "epoch"u8).Int64);
        for (var wallet = new BsonFields(BsonFields.Find(found, "wallets"u8).Array); wallet.Next();)
            batch.FoundWallet(WalletDocument.ToState(wallet.Document));
        for (var key = new BsonFields(BsonFields.Find(found, "keys"u8).Array); key.Next();)
        {
            // These are answers that got lost, so there are few of them.
            var document = BsonSerializer.Deserialize<BsonDocument>(key.Document.ToArray());
            var record = KeyDocument.ToRecord(document);
            for (var i = keys[KeyDocument.Id(document)]; i != None; i = before[i])
                batch.FoundKey(i, record);
        }
    }

    /// <summary>Tells the batch the transfers that it needs, and the wallets that only they tell of. What is left of a
    /// transfer is never stored: it is the sum of all that refers to it.</summary>
    /// <param name="commands">Makes the command.</param>
    /// <param name="batch">The batch.</param>
    public async Task LinksAsync(BatchCommands commands, LedgerBatch batch)
    {
        var links = batch.FindLinks();
        if (links.Count == 0)
            return;
        await FindAsync(links, batch);
        // Now it is known whom to give back to.
        if (batch.FindWallets().Count > 0)
            await TellAsync(commands, batch, null, [], []);
    }

    private async Task FindAsync(IReadOnlyCollection<TransferId> links, LedgerBatch batch)
    {
        var ids = new BsonDocument("$in", new BsonArray(links.Select(static id => BsonValues.Of(id.Value))));
        var givenBack = new Dictionary<BsonValue, (long Sum, long Parts)>();
        await foreach (var document in FindAsync(
            new BsonDocument("link", ids).Add(Indexes.HasTransfer), Indexes.ByLink,
            new BsonDocument { { "link", 1 }, { TransferDocument.Amount, 1 } }))
        {
            var (sum, parts) = givenBack.GetValueOrDefault(document["link"]);
            givenBack[document["link"]] = (sum + document["transfer"]["amount"].AsInt64, parts + 1);
        }

        await foreach (var document in FindAsync(new BsonDocument(TransferDocument.Id, ids), Indexes.ByTransfer))
        {
            var (sum, parts) = givenBack.GetValueOrDefault(document["transfer"]["id"]);
            batch.FoundLinked(new LinkedTransfer(KeyDocument.ToTransfer(document)!, sum, parts));
        }
    }

    /// <summary>Tells the batch the payment requests that its undecided commands pay.</summary>
    public async Task RequestsAsync(LedgerBatch batch)
    {
        var requests = batch.FindRequests();
        if (requests.Count == 0)
            return;
        var ids = new BsonDocument("$in", new BsonArray(requests.Select(static id => BsonValues.Of(id.Value))));
        using var cursor = await db.Requests.FindAsync(
            session, new BsonDocument("_id", ids), cancellationToken: cancellation);
        foreach (var document in await cursor.ToListAsync(cancellation))
            batch.FoundRequest(PaymentRequestDocument.ToRequest(document));
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
