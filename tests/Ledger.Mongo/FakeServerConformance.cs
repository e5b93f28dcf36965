using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>
/// The conformance suite on OUR OWN FAKE of the wire protocol, not on MongoDB. It shows that the ledger is right if the
/// server does what the fake does; <see cref="RealServerConformance"/> shows that a server does.
/// </summary>
public sealed class FakeServerConformance : LedgerConformance
{
    /// <inheritdoc/>
    protected override async Task<ILedgerUnderTest> OpenAsync(TimeProvider time)
    {
        // A machine of its own: time passes there as here, but it has its own clock.
        var (start, since) = (time.GetUtcNow(), time.GetTimestamp());
        var fake = new FakeMongoServer(clock: () => start + time.GetElapsedTime(since));
        return await MongoUnderTest.OpenAsync(fake.ConnectionString, time, fake);
    }
}

/// <summary>The damages on our own fake of the wire protocol.</summary>
public sealed class FakeServerAudit() : AuditContract(null);

/// <summary>The bytes on our own fake of the wire protocol.</summary>
public sealed class FakeServerBytes() : StoredBytes(null);
