using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Payment requests, and who has shut whom out of asking, in the ledger's database because a request is paid
/// in the transaction of its transfer.</summary>
internal static class PaymentRequestCollection
{
    /// <summary>Makes a request inside a transaction.</summary>
    /// <remarks>
    /// Two transactions that each count what is open, and each add one, write no document in common: neither would see
    /// the other's. So each counts itself in the payee's user too, and of two that do, the server lets one run again.
    /// Of a block that comes at the same moment it does not matter which of the two was first.
    /// </remarks>
    public static async Task<Attempt<RequestMade>> MakeAsync(
        LedgerDatabase db, IClientSessionHandle session, NewPaymentRequest request, Timestamp now,
        CancellationToken cancellation)
    {
        var (payee, payer) = (BsonValues.Of(request.Payee), BsonValues.Of(request.Payer));
        // Reserved wallets have no user, and neither ask nor are asked.
        var users = await FindAsync(
            db.Users, new BsonDocument("wallet", new BsonDocument("$in", new BsonArray { payee, payer })),
            new BsonDocument("wallet", 1));
        if (!Has(payee))
            return Refused(RequestVerdict.CallerNotFound);
        var sameKey = new BsonDocument { { "payee", payee }, { "key", request.Key.Value } };
        if (await FindAsync(db.Requests, sameKey) is [var found])
            return new(request.FromRecord(PaymentRequestDocument.ToRequest(found)));
        if (!Has(payer))
            return Refused(RequestVerdict.PayerNotFound);
        var isBlocked = await FindAsync(
            db.RequestBlocks, new BsonDocument("_id", PaymentRequestDocument.BlockId(request.Payer, request.Payee)))
            is not [];
        var open = await FindAsync(
            db.Requests, new BsonDocument
            {
                { "payee", payee }, { "expiresAt", new BsonDocument("$gt", BsonValues.Of(now)) },
            }.Add(Indexes.IsOpen), new BsonDocument("payer", 1), Indexes.OpenRequests);
        var verdict = RequestRules.JudgeNew(
            isBlocked, open.Count, open.Count(document => document["payer"] == payer));
        if (verdict != RequestVerdict.Done)
            return Refused(verdict);

        await db.Users.UpdateOneAsync(
            session, new BsonDocument("wallet", payee),
            new BsonDocument("$inc", new BsonDocument("requests", new BsonInt64(1))), null, cancellation);
        var made = request.Made(now);
        try
        {
            await db.Requests.InsertOneAsync(
                session, PaymentRequestDocument.Of(new CopiedRequest(made, request.Key)), null, cancellation);
            return new(new RequestMade(RequestVerdict.Done, made));
        }
        catch (MongoWriteException e) when (e.WriteError?.Category == ServerErrorCategory.DuplicateKey)
        {
            return new(new RequestMade(RequestVerdict.Done), LostRace: true);
        }

        bool Has(BsonValue wallet) => users.Exists(user => user["wallet"] == wallet);

        static Attempt<RequestMade> Refused(RequestVerdict verdict) => new(new RequestMade(verdict));

        async Task<List<BsonDocument>> FindAsync(
            IMongoCollection<BsonDocument> collection, BsonDocument filter, BsonDocument? projection = null,
            string? index = null)
        {
            using var cursor = await collection.FindAsync(
                session, filter, new FindOptions<BsonDocument> { Projection = projection, Hint = index }, cancellation);
            return await cursor.ToListAsync(cancellation);
        }
    }

    /// <summary>Declines or cancels a request inside a transaction.</summary>
    public static async Task<Attempt<RequestClosing>> CloseAsync(
        LedgerDatabase db, IClientSessionHandle session, RequestId id, WalletId caller, PaymentRequestState into,
        Timestamp now, CancellationToken cancellation)
    {
        var found = await db.Requests.Find(session, new BsonDocument("_id", BsonValues.Of(id.Value)))
            .FirstOrDefaultAsync(cancellation);
        var closing = RequestRules.JudgeClosing(
            found is null ? null : PaymentRequestDocument.ToRequest(found), caller, into, now, out var closes);
        if (!closes)
            return new(closing);
        // Who has closed it since this transaction began makes this a conflict, and it runs again.
        var update = await db.Requests.UpdateOneAsync(
            session, PaymentRequestDocument.IfOpen(id), PaymentRequestDocument.Closing(closing.Request!), null,
            cancellation);
        return update.MatchedCount == 1 ? new(closing) : throw NotAsItWasRead();
    }

    /// <summary>Writes inside a batch's transaction that requests were paid.</summary>
    public static async Task PayAsync(
        LedgerDatabase db, IClientSessionHandle session, IReadOnlyList<PaymentRequest> paid,
        CancellationToken cancellation)
    {
        var command = new BsonDocument
        {
            { "update", "paymentRequests" },
            {
                "updates", new BsonArray(paid.Select(static request => new BsonDocument
                {
                    { "q", PaymentRequestDocument.IfOpen(request.Id) },
                    { "u", PaymentRequestDocument.Closing(request) },
                }))
            },
        };
        if (!BatchCommands.Took(
            await BatchCommands.SendAsync<BsonDocument>(db, session, command, cancellation), paid.Count))
            throw NotAsItWasRead();
    }

    /// <summary>What a page of a wallet's requests needs to have looked at.</summary>
    public static async Task<List<PaymentRequest>> ReadAsync(
        LedgerDatabase db, IClientSessionHandle session, PaymentRequestQuery query, Deadline deadline)
    {
        var filter = new BsonDocument(query.AsPayer ? "payer" : "payee", BsonValues.Of(query.Wallet));
        if (query.Before is { } before)
            filter.Add("_id", new BsonDocument("$lt", BsonValues.Of(before.Value)));
        using var cursor = await db.Requests.FindAsync(
            session, filter,
            new FindOptions<BsonDocument>
            {
                Hint = query.AsPayer ? Indexes.ByPayer : Indexes.ByPayee,
                Sort = new BsonDocument("_id", -1),
                Limit = query.Examined + 1,
                BatchSize = query.Examined + 1,
                MaxTime = deadline.Left,
            },
            deadline.Token);
        return (await cursor.ToListAsync(deadline.Token)).ConvertAll(PaymentRequestDocument.ToRequest);
    }

    private static InvalidOperationException NotAsItWasRead() =>
        new("A payment request was not open, as this transaction had read it.");
}
