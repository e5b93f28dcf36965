using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>The conformance suite on a real MongoDB replica set, wherever there is one; skipped, and saying so, where
/// there is none.</summary>
public sealed class RealServerConformance(RealMongoServer server) : LedgerConformance, IClassFixture<RealMongoServer>
{
    /// <inheritdoc/>
    protected override async Task<ILedgerUnderTest> OpenAsync(TimeProvider time) =>
        await MongoUnderTest.OpenAsync(server.RequireConnectionString(), time);
}

/// <summary>Random histories on a real MongoDB replica set; skipped where there is none.</summary>
public sealed class RealServerProperties(RealMongoServer server) : LedgerProperties, IClassFixture<RealMongoServer>
{
    /// <inheritdoc/>
    protected override int CheckEvery => 12;

    /// <inheritdoc/>
    protected override async Task<ILedgerUnderTest> OpenAsync(TimeProvider time) =>
        await MongoUnderTest.OpenAsync(server.RequireConnectionString(), time);
}

/// <summary>The damages on a real MongoDB replica set; skipped where there is none.</summary>
public sealed class RealServerAudit(RealMongoServer server) : AuditContract(server), IClassFixture<RealMongoServer>;

/// <summary>The bytes on a real MongoDB replica set; skipped where there is none.</summary>
public sealed class RealServerBytes(RealMongoServer server) : StoredBytes(server), IClassFixture<RealMongoServer>;
