using MongoDB.Bson;
using MongoDB.Driver;

namespace Wallet.TestKit;

/// <summary>The server's own <c>failCommand</c>: it fails commands, or holds them, until this is disposed of.</summary>
public sealed class MongoFailPoint : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly MongoClient _client;
    private int _before;

    private MongoFailPoint(string connectionString) => _client = new MongoClient(connectionString);

    /// <summary>Sets it on the primary.</summary>
    /// <param name="connectionString">The server, which was started with test commands.</param>
    /// <param name="fields">Which commands, and how.</param>
    /// <param name="times">How often; null for always.</param>
    public static async Task<MongoFailPoint> SetAsync(string connectionString, BsonDocument fields, int? times = null)
    {
        var point = new MongoFailPoint(connectionString);
        var mode = times is null ? (BsonValue)"alwaysOn" : new BsonDocument("times", times);
        point._before = (await point.ConfigureAsync(mode, fields))["count"].ToInt32();
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

    /// <summary>Waits until a command has got there.</summary>
    public Task HitAsync() => _client.GetDatabase("admin").RunCommandAsync<BsonDocument>(new BsonDocument
    {
        { "waitForFailPoint", "failCommand" },
        { "timesEntered", _before + 1 },
        { "maxTimeMS", (int)Patience.TotalMilliseconds },
    });

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
