using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// Makes a database a ledger, or checks that it is one this code can work on. Every step may be repeated and may run in
/// several processes at once, because every silo does it at start.
/// </summary>
internal static class Preparation
{
    /// <summary>The format this code writes.</summary>
    public const int Format = 3;

    /// <summary>The setting that says how far an unfinished copy is.</summary>
    public const string CopyState = "copy";

    /// <summary>The setting that says that there is an operators' log, in which all is that is in force.</summary>
    public const string HasLog = "operatorLog";

    /// <summary>The ID of the one document of settings.</summary>
    public const string SettingsId = "ledger";

    private const int NamespaceExists = 48;

    /// <summary>Finds what the ledger says of itself: format and currency, and who its committer is.</summary>
    public static BsonDocument OfLedger => new("_id", SettingsId);

    /// <summary>Checks the server, then the database, and makes what is missing.</summary>
    /// <exception cref="LedgerStartException">The server or the database can't be a ledger, or the clock is far ahead
    /// of the server's; one plain line says why.</exception>
    public static Task MakeAsync(
        LedgerDatabase db, LedgerClock clock, CancellationToken cancellation) => ExplainAsync(db, async () =>
    {
        await CheckServerAsync(db, cancellation);
        var now = await clock.CheckAsync() is { } complaint
            ? throw new LedgerStartException(complaint)
            : await clock.NowAsync();
        var settings = await MakeSettingsAsync(db, cancellation);
        await MakeIndexesAsync(db, cancellation);
        await MakeCollectionAsync(db, "operatorActs", cancellation);
        await MakeCollectionAsync(db, "requestBlocks", cancellation);
        if (!settings.Contains(HasLog))
            await LogAdoption.BeginAsync(db, now, cancellation);
        // Before there were holds, escrow's name was anybody's.
        if (await db.Users.Find(new BsonDocument("wallet", WalletId.Escrow.Value)).AnyAsync(cancellation))
            throw new LedgerStartException(
                $"The MongoDB ledger at {db.Hosts} can't be used: a user has the wallet {WalletId.Escrow}, which holds "
                + "are kept in from this version on.");
        foreach (var house in (WalletId[])[WalletId.Issuer, WalletId.Escrow])
            await db.Wallets.UpdateOneAsync(
                new BsonDocument("_id", BsonValues.Of(house)),
                new BsonDocument("$setOnInsert", WalletDocument.OfHouse(house, db.Currency, now)),
                new UpdateOptions { IsUpsert = true }, cancellation);
    });

    /// <summary>Makes those of entries, which are the largest.</summary>
    public static Task MakeEntryIndexesAsync(LedgerDatabase db, CancellationToken cancellation) =>
        db.Entries.Indexes.CreateManyAsync(Indexes.OfEntries, cancellation);

    /// <summary>Checks that there is a ledger that this code can read, and changes nothing.</summary>
    /// <exception cref="LedgerStartException">There is none; one plain line says why.</exception>
    public static Task CheckAsync(LedgerDatabase db, CancellationToken cancellation) => ExplainAsync(db, async () =>
    {
        await CheckServerAsync(db, cancellation);
        CheckFormat(db, await SettingsAsync(db, cancellation));
    });

    /// <summary>Makes the collections of a ledger that is about to be copied here, without what finds anything in
    /// them.</summary>
    public static async Task MakeForCopyAsync(LedgerDatabase db, CancellationToken cancellation)
    {
        await CheckServerAsync(db, cancellation);
        foreach (var name in (string[])
            ["users", "wallets", "entries", "keys", "operatorActs", "operatorKeys", "audits", "openHolds",
                "paymentRequests", "requestBlocks"])
            await MakeCollectionAsync(db, name, cancellation);
    }

    /// <summary>Makes the indexes, and the collections with them. The first insert in a transaction would otherwise
    /// make those there, under a lock of the whole database.</summary>
    public static async Task MakeIndexesAsync(LedgerDatabase db, CancellationToken cancellation)
    {
        await db.Users.Indexes.CreateManyAsync(Indexes.OfUsers, cancellation);
        await MakeEntryIndexesAsync(db, cancellation);
        await db.Keys.Indexes.CreateManyAsync(Indexes.OfKeys, cancellation);
        await db.OpenHolds.Indexes.CreateManyAsync(Indexes.OfOpenHolds, cancellation);
        await db.OperatorActs.Indexes.CreateManyAsync(Indexes.OfActs, cancellation);
        await db.OperatorKeys.Indexes.CreateManyAsync(Indexes.OfOperatorKeys, cancellation);
        await db.Requests.Indexes.CreateManyAsync(Indexes.OfRequests, cancellation);
    }

    /// <summary>What the ledger says of itself; empty if there is none.</summary>
    public static async Task<BsonDocument> SettingsAsync(LedgerDatabase db, CancellationToken cancellation)
    {
        using var cursor =
            await db.Settings.FindAsync(OfLedger, cancellationToken: cancellation);
        return await cursor.FirstOrDefaultAsync(cancellation) ?? [];
    }

    /// <summary>Runs something that needs the server, and turns its failure into one line for whoever started the
    /// program.</summary>
    public static async Task ExplainAsync(LedgerDatabase db, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (TimeoutException e)
        {
            throw new LedgerStartException(
                $"The MongoDB ledger at {db.Hosts} can't be reached, or has no primary: check that the servers run, " +
                $"that the replica set is initiated and that its name is right.", e);
        }
        catch (MongoException e) when (
            e is MongoAuthenticationException || e.InnerException is MongoAuthenticationException)
        {
            throw new LedgerStartException(
                $"The MongoDB ledger at {db.Hosts} doesn't accept the user and password of the connection string.");
        }
        catch (MongoException e)
        {
            throw new LedgerStartException(
                $"The MongoDB ledger at {db.Hosts} can't be used: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static async Task MakeCollectionAsync(LedgerDatabase db, string name, CancellationToken cancellation)
    {
        try
        {
            await db.Database.CreateCollectionAsync(name, cancellationToken: cancellation);
        }
        catch (MongoCommandException e) when (e.Code == NamespaceExists)
        {
            // It is there, which is all that is wanted.
        }
    }

    // A server that stands alone answers everything but transactions, so the first transfer would be the first to fail.
    private static async Task CheckServerAsync(LedgerDatabase db, CancellationToken cancellation)
    {
        var hello = await db.Database.RunCommandAsync<BsonDocument>(
            new BsonDocument("hello", 1), ReadPreference.Primary, cancellation);
        if (!hello.Contains("setName") && hello.GetValue("msg", "") != "isdbgrid")
            throw new LedgerStartException(
                $"The MongoDB server at {db.Hosts} is not a member of a replica set, and only a replica set has " +
                $"transactions: start it with --replSet and initiate it.");
    }

    private static async Task<BsonDocument> MakeSettingsAsync(LedgerDatabase db, CancellationToken cancellation)
    {
        // Who comes second finds what the first wrote; an old document stays as it is.
        var settings = await db.Settings.FindOneAndUpdateAsync<BsonDocument>(
            OfLedger,
            new BsonDocument("$setOnInsert", new BsonDocument
            {
                { "format", Format }, { "currency", db.Currency }, { HasLog, BsonBoolean.True },
            }),
            new FindOneAndUpdateOptions<BsonDocument> { IsUpsert = true, ReturnDocument = ReturnDocument.After },
            cancellation);
        CheckFormat(db, settings);
        if (settings["currency"].AsString is var stored && stored != db.Currency)
            throw new LedgerStartException(
                $"The MongoDB ledger at {db.Hosts} is kept in {stored}, but Wallet:Currency is {db.Currency}.");
        return settings;
    }

    private static void CheckFormat(LedgerDatabase db, BsonDocument settings)
    {
        // It has no format yet: programs from before there were copies don't take it for a ledger either.
        if (settings.Contains(CopyState))
            throw new LedgerStartException(
                $"The database {db.Database.DatabaseNamespace} at {db.Hosts} is an unfinished copy of a ledger. Run " +
                "the copy again to complete it, or drop the database.");
        if (!settings.TryGetValue("format", out var value) || value is not BsonInt32 { Value: var format })
            throw new LedgerStartException(
                $"The database {db.Database.DatabaseNamespace} at {db.Hosts} is not a wallet ledger.");
        if (format != Format)
            throw new LedgerStartException(
                $"The MongoDB ledger at {db.Hosts} has format {format}; this program works on format " +
                $"{Format}." + (format > Format
                    ? " Use a newer program."
                    : " That format was written by programs that were never run on a real server."));
    }
}
