using Wallet.Suites;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>
/// The conformance suite on OUR OWN FAKE of the wire protocol, not on MongoDB. It shows that the ledger is right if the server does what
/// the fake does; <see cref="RealServerConformance"/> shows that a server does.
/// </summary>
public sealed class FakeServerConformance : LedgerConformance
{
    /// <inheritdoc/>
    protected override async Task<ILedgerUnderTest> OpenAsync(TimeProvider time)
    {
        var fake = new FakeMongoServer();
        return await MongoUnderTest.OpenAsync(fake.ConnectionString, time, fake);
    }
}
