using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>The audit finds damage to payment requests, and to what pays them. Of those that bob has asked of ada, the
/// one of 40 was paid, the one of 10 is open, and the one of 7 was declined.</summary>
public abstract class RequestAuditContract : IAsyncLifetime
{
    private MongoUnderTest? _opened;
    private MongoClient? _client;
    private PaymentRequest? _paid, _open;
    private Transfer? _payment, _other;

    /// <summary>A kind of damage: the amount of the request, what is done to it, where the audit finds what. The IDs of
    /// transfers stand for themselves.</summary>
    public static TheoryData<long, string, string, string> Damages => new()
    {
        { 40, "{ $set: { state: 1 }, $unset: { transfer: '' } }", "key", "did not pay" },
        { 40, "{ $set: { state: 3 } }", "request", "but names a transfer" },
        { 40, "{ $set: { state: 5 } }", "request", "never stored" },
        { 40, "{ $set: { state: NumberLong(2) } }", "request", "not a 32-bit integer" },
        { 40, "{ $unset: { transfer: '' } }", "request", "names no transfer" },
        { 40, "{ $set: { transfer: OTHER } }", "request", "was for something else" },
        { 40, "{ $set: { transfer: OTHER } }", "key", "did not pay" },
        { 40, "{ $set: { amount: NumberLong(41) } }", "request", "paid by 40 from ada@wallet to bob@wallet" },
        { 40, "{ $set: { payer: 'eve@wallet' } }", "request", "paid by 40 from ada@wallet to bob@wallet" },
        { 40, "{ $set: { payee: 'eve@wallet' } }", "request", "paid by 40 from ada@wallet to bob@wallet" },
        { 40, "{ $set: { expiresAt: NumberLong(5) } }", "request", "after its time" },
        { 40, "gone", "key", "a request that is not there" },
        { 10, "{ $set: { state: 2 } }", "request", "names no transfer" },
        { 10, "{ $set: { state: 2, transfer: PAYMENT } }", "request", "was for something else" },
        { 10, "{ $set: { state: 2, transfer: NONE } }", "request", "its transfer is not there" },
        { 10, "{ $set: { transfer: PAYMENT } }", "request", "but names a transfer" },
        { 10, "{ $set: { amount: NumberLong(0) } }", "request", "its amount is 0" },
        { 10, "{ $set: { amount: 10.0 } }", "request", "not a 64-bit integer" },
        { 10, "{ $set: { payer: 'nobody@wallet' } }", "request", "not between two wallets" },
        { 10, "{ $set: { payer: 'bob@wallet' } }", "request", "whom it comes from" },
        { 10, "{ $set: { expiresAt: NumberLong('9000000000000000000') } }", "request", "for too long" },
        { 10, "{ $set: { key: '' } }", "request", "nobody can use" },
    };

    private MongoUnderTest Opened => _opened ?? throw new InvalidOperationException("The ledger was not opened.");

    /// <summary>Opens a new ledger.</summary>
    internal abstract Task<MongoUnderTest> OpenAsync(TimeProvider time);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _opened = await OpenAsync(TimeProvider.System);
        _client = new MongoClient(_opened.Options.ConnectionString);
        var (ada, bob) =
            (await _opened.Users.RegisterWalletAsync("ada"), await _opened.Users.RegisterWalletAsync("bob"));
        await _opened.Users.RegisterWalletAsync("eve");
        await _opened.Ledger.FundAsync(ada, 1000);
        _paid = await AskAsync(40);
        _open = await AskAsync(10);
        await _opened.Requests.DeclineRequestAsync((await AskAsync(7)).Id, ada);
        _payment = (await _opened.Ledger.CommitOneAsync(Commands.Pay(_paid))).Transfer;
        _other = (await _opened.Ledger.CommitOneAsync(Commands.Transfer(ada, bob, 40))).Transfer;

        async Task<PaymentRequest> AskAsync(long amount) =>
            (await Opened.Requests.MakeRequestAsync(Commands.Ask(bob, ada, amount))).Request!;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _client?.Dispose();
        if (_opened is not null)
            await _opened.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_is_found_where_it_is(long amount, string damage, string where, string what)
    {
        Assert.Empty((await AuditAsync()).Violations);
        var request = amount == 40 ? _paid! : _open!;
        var filter = new BsonDocument("_id", BsonValues.Of(request.Id.Value));
        var requests = Collection("paymentRequests");
        foreach (var (name, id) in new[] { ("OTHER", _other!.Id.Value), ("PAYMENT", _payment!.Id.Value),
            ("NONE", Guid.NewGuid()) })
            damage = damage.Replace(name, $"UUID('{id}')", StringComparison.Ordinal);
        if (damage == "gone")
            await requests.DeleteOneAsync(filter, TestContext.Current.CancellationToken);
        else
            await requests.UpdateOneAsync(
                filter, BsonDocument.Parse(damage), null, TestContext.Current.CancellationToken);

        where = where == "key" ? $"request:{_paid!.Id}" : $"payment request {request.Id}";
        Assert.Contains((await AuditAsync()).Violations, violation => violation.Invariant == 11
            && violation.Where.Contains(where, StringComparison.Ordinal)
            && violation.What.Contains(what, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_transfer_that_claims_a_request_besides_the_one_that_paid_it_is_found()
    {
        var link = new BsonDocument("link", BsonValues.Of(_paid!.Id.Value));
        // Nothing else is wrong with it: its fingerprint is made anew, too.
        link.Add("fingerprint", new BsonBinaryData(
            ReferenceHash.OfRequest(1, "bob@wallet", 40, null, _paid.Id.Value.ToByteArray(bigEndian: true))));
        await Collection("keys").UpdateOneAsync(
            new BsonDocument("transfer.id", BsonValues.Of(_other!.Id.Value)), new BsonDocument("$set", link), null,
            TestContext.Current.CancellationToken);

        var violations = (await AuditAsync()).Violations;
        Assert.Equal(
            ["its key is not that of the request that it pays", "it pays a request that it did not pay"],
            violations.Where(static violation => violation.Invariant == 11).Select(static violation => violation.What));
        Assert.Equal(2, violations.Count);
    }

    // What becomes of requests while the audit reads falls before, between and after its steps.
    [Fact]
    public async Task A_ledger_whose_requests_are_paid_meanwhile_is_sound()
    {
        var step = 0;
        var acting = new Steps(() => ActAsync().GetAwaiter().GetResult());

        var report = await MongoAudit.RunAsync(
            Opened.Options, sliceSize: 1, acting, null, TestContext.Current.CancellationToken);

        Assert.Empty(report.Violations);
        Assert.True(step > 12, $"Only {step} requests were made while the audit ran.");
        Assert.Empty((await AuditAsync()).Violations);

        async Task ActAsync()
        {
            if (++step > 20)
                return;
            var made = await Opened.Requests.MakeRequestAsync(Commands.Ask(_paid!.Payee, _paid.Payer, 1));
            await Opened.Ledger.CommitAsync([Commands.Pay(made.Request!)]);
        }
    }

    private IMongoCollection<BsonDocument> Collection(string name) => _client!.GetDatabase(Opened.Options.Database)
        .GetCollection<BsonDocument>(name).WithWriteConcern(WriteConcern.WMajority);

    private Task<AuditReport> AuditAsync() =>
        MongoAudit.RunAsync(Opened.Options, cancellation: TestContext.Current.CancellationToken);

    private sealed class Steps(Action each) : IProgress<AuditProgress>
    {
        public void Report(AuditProgress value) => each();
    }
}

/// <summary>The damages on a real MongoDB replica set; skipped where there is none.</summary>
public sealed class RealServerRequestAudit(RealMongoServer server)
    : RequestAuditContract, IClassFixture<RealMongoServer>
{
    internal override Task<MongoUnderTest> OpenAsync(TimeProvider time) =>
        MongoUnderTest.OpenAsync(server.RequireConnectionString(), time);
}

/// <summary>The damages on our own fake of the wire protocol.</summary>
public sealed class FakeServerRequestAudit : RequestAuditContract
{
    internal override async Task<MongoUnderTest> OpenAsync(TimeProvider time)
    {
        var fake = new FakeMongoServer(clock: () => time.GetUtcNow());
        return await MongoUnderTest.OpenAsync(fake.ConnectionString, time, fake);
    }
}
