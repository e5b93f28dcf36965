using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Keeps the list of holds of which something is left.</summary>
internal static class HoldWrites
{
    private const int AtOnce = 500;

    /// <summary>Writes what a batch has made of it, inside the batch's transaction. Hardly any batch makes
    /// anything.</summary>
    /// <exception cref="InvalidOperationException">The list is not what this transaction had read the rest
    /// with.</exception>
    public static async Task WriteAsync(
        LedgerDatabase db, IClientSessionHandle session, LedgerBatch batch, CancellationToken cancellation)
    {
        BsonArray? made = null;
        for (var i = 0; i < batch.Records.Count; i++)
        {
            if (batch.Records[i].Record.Transfer is { Operation: Operation.Hold } hold)
                (made ??= []).Add(OpenHoldDocument.Of(hold));
        }

        if (made is not null)
            await SendAsync(new BsonDocument { { "insert", "openHolds" }, { "documents", made } }, made.Count);
        if (batch.ClosedHolds.Count == 0)
            return;
        var closed = new BsonArray(batch.ClosedHolds.Select(static id => BsonValues.Of(id.Value)));
        await SendAsync(
            new BsonDocument
            {
                { "delete", "openHolds" },
                {
                    "deletes", new BsonArray
                    {
                        new BsonDocument
                        {
                            { "q", new BsonDocument("_id", new BsonDocument("$in", closed)) }, { "limit", 0 },
                        },
                    }
                },
            },
            closed.Count);

        async Task SendAsync(BsonDocument command, int documents)
        {
            var reply = await BatchCommands.SendAsync<BsonDocument>(db, session, command, cancellation);
            if (!BatchCommands.Took(reply, documents))
                throw new InvalidOperationException("A hold was open already.");
        }
    }

    /// <summary>Makes the list anew, from all holds and what refers to them. Nobody may serve the ledger.</summary>
    public static async Task ListOpenAsync(LedgerDatabase db)
    {
        await db.OpenHolds.DeleteManyAsync(new BsonDocument());
        using var holds = await db.Keys.FindAsync(
            new BsonDocument(Indexes.IsHold).Add(Indexes.HasTransfer),
            new FindOptions<BsonDocument> { Hint = Indexes.HoldsByPayer, BatchSize = AtOnce });
        while (await holds.MoveNextAsync())
        {
            var some = holds.Current.Select(static key => KeyDocument.ToTransfer(key)!).ToList();
            if (some.Count == 0)
                continue;
            using var moved = await db.Keys.FindAsync(
                new BsonDocument("link", new BsonDocument(
                    "$in", new BsonArray(some.Select(static hold => BsonValues.Of(hold.Id.Value)))))
                .Add(Indexes.HasTransfer),
                new FindOptions<BsonDocument> { Hint = Indexes.ByLink });
            var sums = (await moved.ToListAsync()).ToLookup(
                static key => key["link"].ToGuid(), static key => key["transfer"]["amount"].AsInt64);
            var open = some.Where(hold => hold.Amount.Minor > sums[hold.Id.Value].Sum()).Select(OpenHoldDocument.Of)
                .ToList();
            if (open.Count > 0)
                await db.OpenHolds.InsertManyAsync(open);
        }
    }
}
