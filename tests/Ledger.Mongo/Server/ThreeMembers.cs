using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>A replica set of three members, each of which may be harmed; skipped where there is no
/// <c>mongod</c>.</summary>
public sealed class ThreeMembers : IAsyncLifetime
{
    private MongoServer? _server;

    /// <summary>The set; skips the test if there is none.</summary>
    public MongoServer Require()
    {
        Assert.SkipWhen(_server is null, "Not run against a real MongoDB server: there is no mongod on the PATH.");
        return _server!;
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() =>
        _server = Binaries.Mongo is null ? null : await MongoServer.CreateAsync(members: 3);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
