using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Holds. What is left of one is never stored: it is told by all that refers to it.</summary>
internal sealed class HoldReads(LedgerDatabase db, IClientSessionHandle session, CancellationToken cancellation)
{
    private static readonly BsonDocument MovedFields =
        new() { { "link", 1 }, { "operation", 1 }, { TransferDocument.Amount, 1 } };

    /// <summary>A hold; null if there is none.</summary>
    public async Task<HoldView?> FindAsync(TransferId id, Timestamp now)
    {
        var found = await KeysAsync(new BsonDocument(TransferDocument.Id, BsonValues.Of(id.Value)), Indexes.ByTransfer);
        return found is [var key] && KeyDocument.Operation(key) == Operation.Hold
            ? (await ViewsAsync(found, now))[0]
            : null;
    }

    /// <summary>A page of a wallet's holds.</summary>
    public async Task<HoldPage> ListAsync(WalletId wallet, HoldQuery query, Timestamp now)
    {
        var isPayer = query.Role == HoldRole.Payer;
        var filter = new BsonDocument
        {
            Indexes.IsHold, { isPayer ? TransferDocument.HoldPayer : TransferDocument.HoldReceiver, wallet.Value },
        };
        if (query.Before is { } before)
            filter.Add(TransferDocument.Id, new BsonDocument("$lt", BsonValues.Of(before.Value)));
        return query.Page(await ViewsAsync(
            await KeysAsync(
                filter, isPayer ? Indexes.HoldsByPayer : Indexes.HoldsByReceiver,
                new BsonDocument(TransferDocument.Id, -1), query.Examined + 1),
            now));
    }

    /// <summary>How much is left of all holds that a wallet pays for, in minor units.</summary>
    public async Task<long> HeldAsync(WalletId payer)
    {
        var open = await OpenAsync(
            new BsonDocument("payer", payer.Value), Indexes.OpenByPayer, new BsonDocument("_id", 1), 0);
        if (open.Count == 0)
            return 0;
        var holds = await KeysAsync(OneOf(TransferDocument.Id, open), Indexes.ByTransfer);
        var moved = await MovedAsync(open);
        return holds.Sum(hold => hold["transfer"]["amount"].AsInt64)
            - moved.Sum(static key => key["transfer"]["amount"].AsInt64);
    }

    /// <summary>Holds that have expired and of which something is left.</summary>
    public async Task<IReadOnlyList<DueHold>> DueAsync(Timestamp now, DueHold? after, int limit)
    {
        var until = new BsonDocument("$lte", BsonValues.Of(now));
        List<BsonDocument> open = [];
        if (after is not null)
        {
            // The others that ended at the same moment, and then those that ended later.
            var end = BsonValues.Of(after.ExpiresAt);
            until.Add("$gt", end);
            open = await OpenAsync(
                new BsonDocument
                {
                    { "expiresAt", end }, { "_id", new BsonDocument("$gt", BsonValues.Of(after.Transfer.Id.Value)) },
                },
                Indexes.OpenByEnd, new BsonDocument("_id", 1), limit);
        }

        if (open.Count < limit)
            open.AddRange(await OpenAsync(
                new BsonDocument("expiresAt", until), Indexes.OpenByEnd,
                new BsonDocument { { "expiresAt", 1 }, { "_id", 1 } }, limit - open.Count));
        if (open.Count == 0)
            return [];
        var holds = (await KeysAsync(OneOf(TransferDocument.Id, open), Indexes.ByTransfer))
            .ToDictionary(static key => key["transfer"]["id"]);
        return open.ConvertAll(row => holds.TryGetValue(row["_id"], out var key)
            && KeyDocument.ToTransfer(key) is { Hold: { } terms } transfer
            ? new DueHold(transfer, terms.ExpiresAt)
            : throw LedgerException.Damaged("an open hold leads to none"));
    }

    private async Task<List<HoldView>> ViewsAsync(List<BsonDocument> holds, Timestamp now)
    {
        if (holds.Count == 0)
            return [];
        var moved = (await MovedAsync(holds.ConvertAll(
            static key => new BsonDocument("_id", key["transfer"]["id"])))).ToLookup(static key => key["link"]);
        return holds.ConvertAll(key =>
        {
            var transfer = KeyDocument.ToTransfer(key);
            if (transfer?.Hold is null)
                throw LedgerException.Damaged("a hold has no terms");
            long captured = 0, released = 0;
            var swept = false;
            foreach (var one in moved[key["transfer"]["id"]])
            {
                var amount = one["transfer"]["amount"].AsInt64;
                if (KeyDocument.Operation(one) == Operation.Capture)
                {
                    captured += amount;
                }
                else
                {
                    released += amount;
                    swept |= one["_id"]["caller"].AsString == WalletId.Escrow.Value;
                }
            }

            return new HoldView(transfer, captured, released, swept, now);
        });
    }

    private Task<List<BsonDocument>> MovedAsync(List<BsonDocument> holds) => KeysAsync(
        OneOf("link", holds).Add(Indexes.HasTransfer), Indexes.ByLink, projection: MovedFields);

    private static BsonDocument OneOf(string field, List<BsonDocument> rows) =>
        new(field, new BsonDocument("$in", new BsonArray(rows.Select(static row => row["_id"]))));

    private async Task<List<BsonDocument>> KeysAsync(
        BsonDocument filter, string index, BsonDocument? sort = null, int limit = 0, BsonDocument? projection = null)
    {
        using var cursor = await db.Keys.FindAsync(
            session, filter,
            new FindOptions<BsonDocument> { Hint = index, Sort = sort, Limit = limit, Projection = projection },
            cancellation);
        return await cursor.ToListAsync(cancellation);
    }

    private async Task<List<BsonDocument>> OpenAsync(BsonDocument filter, string index, BsonDocument sort, int limit)
    {
        using var cursor = await db.OpenHolds.FindAsync(
            session, filter, new FindOptions<BsonDocument> { Hint = index, Sort = sort, Limit = limit }, cancellation);
        return await cursor.ToListAsync(cancellation);
    }
}
