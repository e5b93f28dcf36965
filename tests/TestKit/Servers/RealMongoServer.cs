using MongoDB.Bson;
using Xunit;

namespace Wallet.TestKit;

/// <summary>
/// A real replica set: the one that <c>WALLET_TEST_MONGO</c> names, or a <c>mongod</c> from the PATH, started here with
/// one member. Without either, whoever asks for it is skipped.
/// </summary>
public sealed class RealMongoServer : IAsyncLifetime
{
    private const string Variable = "WALLET_TEST_MONGO";

    private MongoServer? _server;
    private string? _connectionString;

    /// <summary>Whether there is one.</summary>
    public bool IsThere => _connectionString is not null;

    /// <summary>Where it is; skips the test if there is none.</summary>
    public string RequireConnectionString()
    {
        Assert.SkipWhen(
            _connectionString is null,
            $"Not run against a real MongoDB server: {Variable} names none and there is no mongod on the PATH.");
        return _connectionString!;
    }

    /// <summary>Lets the server fail commands as it does itself, until what is returned is disposed of.</summary>
    /// <param name="fields">Which commands, and how: the data of the server's <c>failCommand</c>.</param>
    /// <param name="times">How often; null for always.</param>
    public async Task<IAsyncDisposable> FailAsync(BsonDocument fields, int? times = null) =>
        await MongoFailPoint.SetAsync(RequireConnectionString(), fields, times);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _connectionString = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : null;
        if (_connectionString is not null || Binaries.Mongo is null)
            return;
        _server = await MongoServer.CreateAsync();
        _connectionString = _server.ConnectionString;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
