using System.Diagnostics;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Wallet.TestKit;

/// <summary>A MongoDB replica set of one's own, of one member or of three. Members can be stopped, started again with
/// their data, and made to hang; the primary can be told to step down.</summary>
public sealed class MongoServer : IAsyncDisposable
{
    internal const string SetName = "wallet-test";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private MongoServer(IReadOnlyList<MongoMember> members) => Members = members;

    /// <summary>Its members.</summary>
    public IReadOnlyList<MongoMember> Members { get; }

    /// <summary>Its connection string, without a database.</summary>
    public string ConnectionString =>
        $"mongodb://{string.Join(',', Members.Select(static member => member.Address))}/?replicaSet={SetName}";

    /// <summary>Starts one and waits until all members are what they shall be.</summary>
    /// <param name="members">How many members it has.</param>
    /// <param name="program">The path of <c>mongod</c>; null for the one on the PATH.</param>
    /// <param name="folder">Where its only member has its data, with all the memory that it likes; null for a temporary
    /// folder and little memory.</param>
    public static async Task<MongoServer> CreateAsync(
        int members = 1, string? program = null, string? folder = null)
    {
        program ??= Binaries.Mongo ?? throw new InvalidOperationException("There is no mongod on the PATH.");
        var server = new MongoServer([.. Enumerable.Range(0, members).Select(_ => new MongoMember(program, folder))]);
        try
        {
            await Task.WhenAll(server.Members.Select(static member => member.StartAsync()));
            await server.InitiateAsync();
            await server.IsWholeAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one of a single member on data that <see cref="MongoMember.CopyAsync"/> has copied.</summary>
    /// <param name="folder">Where they are.</param>
    /// <param name="program">As for <see cref="CreateAsync"/>.</param>
    public static async Task<MongoServer> StartCopyAsync(string folder, string? program = null)
    {
        program ??= Binaries.Mongo ?? throw new InvalidOperationException("There is no mongod on the PATH.");
        var server = new MongoServer([new MongoMember(program, folder)]);
        try
        {
            var member = server.Members[0];
            await member.StartAsync();
            // It has another address now, and finds itself in no set. Until it has read of which, it refuses both.
            BsonDocument? config = null;
            await server.UntilAsync(
                async () => (config = await member.AskAsync(new BsonDocument("replSetGetConfig", 1))) is not null,
                "The copy is of no set.");
            var changed = config!["config"].AsBsonDocument;
            changed["version"] = changed["version"].ToInt32() + 1;
            changed["members"] = new BsonArray { new BsonDocument { { "_id", 0 }, { "host", member.Address } } };
            await server.UntilAsync(
                async () => await member.AskAsync(
                    new BsonDocument { { "replSetReconfig", changed }, { "force", true } }) is not null,
                "The copy takes no other address.");
            await server.IsWholeAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The connection string of a database in it.</summary>
    public string Database(string name) =>
        ConnectionString.Replace("/?", $"/{name}?", StringComparison.Ordinal);

    /// <summary>How often a member ended by itself, and was started again.</summary>
    /// <remarks>4.9.0 may do so when it steps down: its assertion 4728700 ends it where a linearizable read meets the
    /// change of its state. To the set, that is a member that was killed.</remarks>
    public int Lost { get; private set; }

    /// <summary>Waits until there is a primary that writes, and returns it.</summary>
    public async Task<MongoMember> PrimaryAsync()
    {
        MongoMember? primary = null;
        await UntilAsync(async () => (primary = await FindPrimaryAsync()) is not null, "There is no primary.");
        return primary!;
    }

    /// <summary>Waits until there is a primary and all others follow it.</summary>
    public Task IsWholeAsync() => UntilAsync(
        async () => await FindPrimaryAsync() is { } primary
            && await primary.AskAsync(new BsonDocument("replSetGetStatus", 1)) is { } status
            && status["members"].AsBsonArray.All(static member => member["state"].ToInt32() is 1 or 2),
        "The members did not come together.");

    /// <summary>Has the primary step down; in a set of one it is the primary again after so many seconds. Others elect
    /// one of themselves.</summary>
    /// <returns>Whether it did: where no other member is near enough, it stays.</returns>
    public async Task<bool> StepDownAsync(int seconds = 2)
    {
        var primary = await PrimaryAsync();
        try
        {
            await primary.RunAsync(new BsonDocument
            {
                { "replSetStepDown", seconds },
                { "secondaryCatchUpPeriodSecs", Members.Count == 1 ? 0 : 1 },
                { "force", Members.Count == 1 },
            });
            return true;
        }
        catch (MongoCommandException)
        {
            return false;
        }
        catch (MongoConnectionException)
        {
            // It closed the connection, as it may do with all that it had, or ended by its own assertion.
            return true;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var member in Members)
            await member.DisposeAsync();
    }

    private async Task InitiateAsync() => await Members[0].RunAsync(new BsonDocument("replSetInitiate", new BsonDocument
    {
        { "_id", SetName },
        {
            "members", new BsonArray(Members.Select(static (member, i) => new BsonDocument
            {
                { "_id", i }, { "host", member.Address },
            }))
        },
        // Sooner than by default, so that tests need not wait for ten seconds each time.
        {
            "settings", new BsonDocument { { "electionTimeoutMillis", 3000 }, { "heartbeatIntervalMillis", 500 } }
        },
    }));

    private async Task<MongoMember?> FindPrimaryAsync()
    {
        var answers = await Task.WhenAll(Members.Select(async static member =>
            (Member: member, Hello: await member.AskAsync(new BsonDocument("hello", 1)))));
        return answers.FirstOrDefault(static answer =>
            answer.Hello?.GetValue("isWritablePrimary", false).ToBoolean() == true).Member;
    }

    private async Task UntilAsync(Func<Task<bool>> isSo, string complaint)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(since) > Patience)
                throw new IOException(complaint);
            foreach (var member in Members.Where(static member => member.IsLost))
            {
                Lost++;
                await member.StopAsync();
                await member.StartAsync();
            }

            await Task.Delay(20);
        }
    }
}
