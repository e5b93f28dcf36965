using MongoDB.Bson;
using MongoDB.Driver;

namespace Wallet.TestKit;

/// <summary>The server's own <c>failCommand</c>: it fails commands, or holds them, until this is disposed of.</summary>
public sealed class MongoFailPoint : IAsyncDisposable
{
    private readonly MongoClient _client;

    private MongoFailPoint(string connectionString) => _client = new MongoClient(connectionString);

    /// <summary>Sets it on the primary.</summary>
    /// <param name="connectionString">The server, which was started with test commands.</param>
    /// <param name="fields">Which commands, and how.</param>
    /// <param name="times">How often; null for always.</param>
    public static async Task<MongoFailPoint> SetAsync(string connectionString, BsonDocument fields, int? times = null)
    {
        var point = new MongoFailPoint(connectionString);
        await point.ConfigureAsync(times is null ? "alwaysOn" : new BsonDocument("times", times), fields);
        return point;
    }

    /// <summary>Has commands of one application held, as if its process had been stopped before it sends them: a
    /// transaction stays open.</summary>
    public static Task<MongoFailPoint> HoldAsync(
        string connectionString, string command, string application, int? times = null) =>
        SetAsync(
            connectionString,
            new BsonDocument
            {
                { "failCommands", new BsonArray { command } },
                { "blockConnection", true },
                { "blockTimeMS", 60_000 },
                { "appName", application },
            },
            times);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ConfigureAsync("off", []);
        _client.Dispose();
    }

    private Task<BsonDocument> ConfigureAsync(BsonValue mode, BsonDocument fields) =>
        _client.GetDatabase("admin").RunCommandAsync<BsonDocument>(new BsonDocument
        {
            { "configureFailPoint", "failCommand" }, { "mode", mode }, { "data", fields },
        });
}
