using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>The operators' log, and what their acts change, in one transaction.</summary>
internal static class OperatorActs
{
    /// <summary>Does an act and logs it, inside a transaction.</summary>
    public static async Task<Attempt<OperatorVerdict>> DoAsync(
        LedgerDatabase db, IClientSessionHandle session, OperatorAct act, Timestamp now,
        CancellationToken cancellation)
    {
        // A wallet first: of this transaction and the committer's, which may be about to write it too, the one that
        // comes to it first goes through.
        var verdict = act switch
        {
            FreezeWallet freeze => await SetFreezeAsync(freeze.Wallet, freeze.Freeze),
            ThawWallet thaw => await SetFreezeAsync(thaw.Wallet, null),
            _ => OperatorVerdict.Done,
        };
        if (verdict != OperatorVerdict.Done)
            return new(verdict);
        var entry = (await HeadAsync(db, session, cancellation)).Next(now, act);
        var attempt = act switch
        {
            SignOutUser signOut => new(await ChangeUserAsync(
                signOut.User, new BsonDocument("$inc", new BsonDocument("tokenGeneration", new BsonInt32(1))))),
            UnlockUser unlock => new(await FindUserAsync(unlock.User)),
            AddOperatorKey add => await OperatorKeys.AddAsync(db, session, add.Key, add.Digest, cancellation),
            RevokeOperatorKey revoke => new(
                await OperatorKeys.RevokeAsync(db, session, revoke.Key, entry.At, cancellation)),
            _ => new Attempt<OperatorVerdict>(verdict),
        };
        return attempt is { Result: OperatorVerdict.Done, LostRace: false }
            && !await AppendAsync(db, session, [entry], cancellation)
            ? attempt with { LostRace = true }
            : attempt;

        async Task<OperatorVerdict> SetFreezeAsync(WalletId wallet, Freeze? freeze) => Found(
            !wallet.IsHouse && (await db.Wallets.UpdateOneAsync(
                session, new BsonDocument("_id", BsonValues.Of(wallet)), WalletDocument.Change(freeze), null,
                cancellation)).MatchedCount == 1);

        async Task<OperatorVerdict> ChangeUserAsync(UserId user, BsonDocument change) => Found(
            (await db.Users.UpdateOneAsync(
                session, new BsonDocument("_id", BsonValues.Of(user.Value)), change, null, cancellation))
            .MatchedCount == 1);

        async Task<OperatorVerdict> FindUserAsync(UserId user) => Found(
            await db.Users.Find(session, new BsonDocument("_id", BsonValues.Of(user.Value))).AnyAsync(cancellation));
    }

    /// <summary>Where the log ends, as a transaction sees it.</summary>
    public static async Task<OperatorLogHead> HeadAsync(
        LedgerDatabase db, IClientSessionHandle session, CancellationToken cancellation) =>
        await ReadAsync(db, session, 1, null, cancellation) is [var last]
            ? OperatorLogHead.Of(last)
            : OperatorLogHead.Empty;

    /// <summary>Rows of the log, newest first.</summary>
    public static async Task<List<OperatorLogEntry>> ReadAsync(
        LedgerDatabase db, IClientSessionHandle session, int limit, long? before, CancellationToken cancellation)
    {
        using var cursor = await db.OperatorActs.FindAsync(
            session,
            new BsonDocument("_id", new BsonDocument("$lt", new BsonInt64(before ?? long.MaxValue))),
            new FindOptions<BsonDocument>
            {
                Hint = Indexes.ById,
                Sort = new BsonDocument("_id", -1),
                Limit = limit,
                BatchSize = limit,
            },
            cancellation);
        return (await cursor.ToListAsync(cancellation)).ConvertAll(ActDocument.ToEntry);
    }

    /// <summary>Writes rows. False if somebody else has written one of the same sequence.</summary>
    public static async Task<bool> AppendAsync(
        LedgerDatabase db, IClientSessionHandle session, IReadOnlyCollection<OperatorLogEntry> entries,
        CancellationToken cancellation) => BatchCommands.Took(
        await BatchCommands.SendAsync<BsonDocument>(db, session, BatchCommands.InsertActs(entries), cancellation),
        entries.Count);

    private static OperatorVerdict Found(bool found) => found ? OperatorVerdict.Done : OperatorVerdict.NotFound;
}
