using MongoDB.Bson;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>The audit finds damage to payment requests, and to what pays them. Of those that bob has asked of ada, the
/// one of 40 was paid, the one of 10 is open, and the one of 7 was declined.</summary>
public abstract class RequestAuditContract(RealMongoServer? server) : StoredLedger(server)
{
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

    /// <inheritdoc/>
    protected override async Task FillAsync()
    {
        var (ada, bob) =
            (await Opened.Users.RegisterWalletAsync("ada"), await Opened.Users.RegisterWalletAsync("bob"));
        await Opened.Users.RegisterWalletAsync("eve");
        await Ledger.FundAsync(ada, 1000);
        _paid = await AskAsync(40);
        _open = await AskAsync(10);
        await Opened.Requests.DeclineRequestAsync((await AskAsync(7)).Id, ada);
        _payment = (await Ledger.CommitOneAsync(Commands.Pay(_paid))).Transfer;
        _other = (await Ledger.CommitOneAsync(Commands.Transfer(ada, bob, 40))).Transfer;

        async Task<PaymentRequest> AskAsync(long amount) =>
            (await Opened.Requests.MakeRequestAsync(Commands.Ask(bob, ada, amount))).Request!;
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
        var (report, steps) = await AuditMeanwhileAsync(20, ActAsync);

        Assert.Empty(report.Violations);
        Assert.True(steps > 12, $"Only {steps} requests were made while the audit ran.");
        Assert.Empty((await AuditAsync()).Violations);

        async Task ActAsync(int step)
        {
            var made = await Opened.Requests.MakeRequestAsync(Commands.Ask(_paid!.Payee, _paid.Payer, 1));
            await Ledger.CommitAsync([Commands.Pay(made.Request!)]);
        }
    }
}

/// <summary>The damages on a real MongoDB replica set; skipped where there is none.</summary>
public sealed class RealServerRequestAudit(RealMongoServer server)
    : RequestAuditContract(server), IClassFixture<RealMongoServer>;

/// <summary>The damages on our own fake of the wire protocol.</summary>
public sealed class FakeServerRequestAudit() : RequestAuditContract(null);
