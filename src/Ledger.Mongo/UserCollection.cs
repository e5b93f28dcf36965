using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Users, in the ledger's database because a user and the wallet are made in one transaction.</summary>
internal static class UserCollection
{
    // Most names are free at once; a few at a time keep the names that many people share to one round trip too.
    private const int CandidatesAtOnce = 8;

    /// <summary>Makes user and wallet inside a transaction. Null if the e-mail is taken.</summary>
    public static async Task<Attempt<WalletId?>> RegisterAsync(
        LedgerDatabase db, IClientSessionHandle session, NewUser user, IEnumerable<WalletId> candidates,
        CancellationToken cancellation)
    {
        var taken = await db.Users.Find(session, new BsonDocument("email", user.Email.Value))
            .FirstOrDefaultAsync(cancellation);
        if (taken is not null)
        {
            // This very registration, whose answer had been lost on the way, is not somebody else's.
            var other = UserDocument.ToUser(taken);
            return new(other.Id == user.Id ? other.Wallet : null);
        }

        var wallet = await FirstFreeAsync(db, session, candidates, cancellation);
        try
        {
            await db.Wallets.InsertOneAsync(
                session, WalletDocument.New(wallet, db.Currency, user.CreatedAt), null, cancellation);
            await db.Users.InsertOneAsync(session, UserDocument.Of(user, wallet), null, cancellation);
            return new(wallet);
        }
        catch (MongoWriteException e) when (e.WriteError?.Category == ServerErrorCategory.DuplicateKey)
        {
            return new(null, LostRace: true);
        }
    }

    /// <summary>The user whose <paramref name="field"/>, a unique one, is <paramref name="value"/>, or
    /// null.</summary>
    public static async Task<User?> FindAsync(LedgerDatabase db, string field, BsonValue value, Deadline deadline) =>
        await LedgerDatabase.FindOneAsync(db.Users, field, value, deadline) is { } document
            ? UserDocument.ToUser(document)
            : null;

    /// <summary>Replaces a hash, if it still is <paramref name="current"/>.</summary>
    public static async Task<bool> ReplaceAsync(
        LedgerDatabase db, UserId id, string field, SecretHash current, SecretHash replacement, bool newGeneration,
        CancellationToken cancellation)
    {
        var change = new BsonDocument("$set", new BsonDocument(field, UserDocument.Of(replacement)));
        if (newGeneration)
            change.Add("$inc", new BsonDocument("tokenGeneration", 1));
        var filter = new BsonDocument { { "_id", BsonValues.Of(id.Value) }, { field, UserDocument.Of(current) } };
        return (await db.Users.UpdateOneAsync(filter, change, null, cancellation)).MatchedCount == 1;
    }

    /// <summary>How many passwords and PINs are hashed under each pepper, by its ID.</summary>
    public static async Task<IReadOnlyList<PepperUse>> CountPeppersAsync(
        LedgerDatabase db, CancellationToken cancellation)
    {
        var uses = new SortedDictionary<string, PepperUse>(StringComparer.Ordinal);
        var peppers = new BsonDocument { { "_id", 0 }, { "password.pepper", 1 }, { "pin.pepper", 1 } };
        using var users = await db.Users.Find(new BsonDocument()).Project(peppers).ToCursorAsync(cancellation);
        while (await users.MoveNextAsync(cancellation))
        {
            foreach (var user in users.Current)
            {
                Add(user["password"], 1, 0);
                Add(user["pin"], 0, 1);
            }
        }

        return [.. uses.Values];

        void Add(BsonValue hash, long passwords, long pins)
        {
            var pepper = hash["pepper"].AsString;
            var before = uses.GetValueOrDefault(pepper) ?? new PepperUse(pepper, 0, 0);
            uses[pepper] = before with { Passwords = before.Passwords + passwords, Pins = before.Pins + pins };
        }
    }

    private static async Task<WalletId> FirstFreeAsync(
        LedgerDatabase db, IClientSessionHandle session, IEnumerable<WalletId> candidates,
        CancellationToken cancellation)
    {
        foreach (var some in candidates.Chunk(CandidatesAtOnce))
        {
            var filter = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(some.Select(BsonValues.Of))));
            var taken = await db.Wallets.Find(session, filter).Project(new BsonDocument("_id", 1))
                .ToListAsync(cancellation);
            var names = taken.Select(static document => document["_id"].ToWalletId()).ToHashSet();
            foreach (var id in some)
            {
                if (!names.Contains(id))
                    return id;
            }
        }

        throw new InvalidOperationException("None of the wallet IDs that were offered is free.");
    }
}
