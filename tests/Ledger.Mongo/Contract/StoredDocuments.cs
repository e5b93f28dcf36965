using MongoDB.Bson;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>What stands in the documents: a format that others may read, and that this program must read for
/// ever.</summary>
public sealed class StoredDocuments : WireContract
{
    [Fact]
    public async Task Every_number_of_money_is_a_64_bit_integer()
    {
        await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 1, note: "for tea"), Commands.Transfer(Ada, Bob, 5000)]);

        foreach (var collection in new[] { "wallets", "entries", "keys" })
        {
            foreach (var element in Fake.Documents(collection).SelectMany(Flatten))
            {
                Assert.NotEqual(BsonType.Double, element.Value.BsonType);
                Assert.NotEqual(BsonType.Decimal128, element.Value.BsonType);
                if (element.Name.StartsWith("balance", StringComparison.Ordinal) || element.Name is "amount"
                    or "createdAt" || element.Name.EndsWith("equence", StringComparison.Ordinal)
                    || element.Name.EndsWith("BalanceAfter", StringComparison.Ordinal))
                    Assert.Equal(BsonType.Int64, element.Value.BsonType);
            }
        }
    }

    [Fact]
    public async Task Ids_are_standard_binary_uuids_in_network_order()
    {
        var command = Commands.Transfer(Ada, Bob, 1);
        await Ledger.CommitAsync([command]);

        var id = Assert.Single(Fake.Documents("keys"), document =>
            document["_id"]["key"] == command.Key.Value)["transfer"]["id"].AsBsonBinaryData;
        Assert.Equal(BsonBinarySubType.UuidStandard, id.SubType);
        Assert.Equal(command.ProposedId.ToString(), Convert.ToHexStringLower(id.Bytes));
        var user = (await Ledger.FindByEmailAsync(People.Email("ada@example.org")))!;
        Assert.Contains(Fake.Documents("users"), document =>
            Convert.ToHexStringLower(document["_id"].AsBsonBinaryData.Bytes) == user.Id.ToString());
    }

    [Fact]
    public async Task Each_document_has_the_fields_that_its_mapping_documents_and_no_other()
    {
        await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 1, note: "for tea"), Commands.Transfer(Ada, Bob, 5000)]);

        Assert.Equal(
            [
                "_id balance sequence head lastEntryAt lastDebit lastCredit frozen createdAt currency",
                "_id balance sequence head lastEntryAt lastDebit lastCredit frozen createdAt currency spent",
            ],
            Shapes("wallets"));
        Assert.Equal(["_id email wallet password pin tokenGeneration createdAt"], Shapes("users"));
        Assert.Equal(
            ["_id fingerprint outcome operation", "_id fingerprint outcome operation transfer"], Shapes("keys"));
        Assert.Equal(
            [
                "id sender senderSequence senderBalanceAfter receiver receiverSequence receiverBalanceAfter amount " +
                "createdAt",
                "id sender senderSequence senderBalanceAfter receiver receiverSequence receiverBalanceAfter amount " +
                "createdAt note",
            ],
            Shapes(Fake.Documents("keys").Where(static key => key.Contains("transfer"))
                .Select(static key => key["transfer"].AsBsonDocument)));
        Assert.Equal(
            [
                "_id transfer direction counterparty amount balanceAfter createdAt hash",
                "_id transfer direction counterparty amount balanceAfter createdAt hash note",
            ],
            Shapes("entries"));
    }

    [Fact]
    public async Task So_has_what_is_stored_of_limits()
    {
        await Ledger.SetLimitsAsync(Ada, new SpendingLimits(5, null));
        await Ledger.SetLimitsAsync(Ada, new SpendingLimits(null, 9));
        await Ledger.SetLimitsAsync(Bob, new SpendingLimits(5, 9));
        var command = Commands.Transfer(Ada, Bob, 6);
        await Ledger.CommitAsync([command, Commands.Transfer(Ada, Bob, 1)]);

        var wallets = Fake.Documents("wallets").ToDictionary(static document => document["_id"].AsString);
        Assert.Equal(["limits perDay", "limits perTransfer"], Names(wallets[Bob.Value], "limits"));
        Assert.Equal(
            ["limits perDay", "limits perTransfer", "limits raise", "limits raise from", "limits raise perDay"],
            Names(wallets[Ada.Value], "limits"));
        Assert.Equal(["spent day", "spent debit", "spent minor"], Names(wallets[Ada.Value], "spent"));
        Assert.Equal("_id fingerprint outcome operation remaining resetsAt", string.Join(' ', Assert.Single(
            Fake.Documents("keys"), key => key["_id"]["key"] == command.Key.Value).Names));

        static IEnumerable<string> Names(BsonDocument document, string field) =>
            document[field].AsBsonDocument.SelectMany(element => element.Value is BsonDocument inner
                ? Names(document[field].AsBsonDocument, element.Name).Select(name => $"{field} {name}")
                    .Prepend($"{field} {element.Name}")
                : [$"{field} {element.Name}"]).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task So_has_each_of_the_operators()
    {
        var key = Acts.AddKey(OperatorScopes.Read);
        foreach (var act in (OperatorAct[])[key, Acts.AddKey(OperatorScopes.Keys), Acts.Revoke(key.Key.Id, key.Key.Id)])
            await Ledger.ActAsync(act);
        var now = new Timestamp(7);
        await Ledger.SaveAuditAsync(new StoredAudit(now, now, 1, 2, 3, 4, "0", "d1ge57", 0, []));

        Assert.Equal(
            ["_id at key kind target detail reason hash", "_id at kind target detail reason hash"],
            Shapes("operatorActs"));
        Assert.Equal(
            ["_id digest name scopes createdAt", "_id digest name scopes createdAt revokedAt"],
            Shapes("operatorKeys"));
        var kept = Assert.Single(Fake.Documents("audits"));
        Assert.Equal(7, kept["_id"].AsInt64);
        Assert.Equal(
            """{"startedAt":7,"endedAt":7,"wallets":1,"transfers":2,"entries":3,"keyRecords":4"""
            + ""","balanceSum":"0","digest":"d1ge57","violationCount":0,"violations":[],"headsFile":null"""
            + ""","sinceFile":null}""",
            kept["report"].AsString);
    }

    [Fact]
    public async Task So_has_each_payment_request()
    {
        foreach (var note in (string?[])["for tea", null])
        {
            var request = (await Ledger.MakeRequestAsync(Commands.Ask(Bob, Ada, 1, note: note))).Request!;
            await Ledger.MakeRequestAsync(Commands.Ask(Bob, Ada, 1, note: note));
            await Ledger.CommitAsync([Commands.Pay(request)]);
        }

        await Ledger.BlockPayeeAsync(Ada, Bob);
        Assert.Equal(
            [
                "_id payee payer amount key state createdAt expiresAt",
                "_id payee payer amount key state createdAt expiresAt transfer",
                "_id payee payer amount note key state createdAt expiresAt",
                "_id payee payer amount note key state createdAt expiresAt transfer",
            ],
            Shapes("paymentRequests"));
        Assert.Equal(
            """{ "_id" : { "payer" : "ada@wallet", "payee" : "bob@wallet" } }""",
            Assert.Single(Fake.Documents("requestBlocks")).ToString());
        Assert.Equal([2], Fake.Documents("paymentRequests").Where(static request => request.Contains("transfer"))
            .Select(static request => request["state"].AsInt32).Distinct());
        Assert.Contains("_id fingerprint outcome operation link transfer", Shapes("keys"));
        // The payee's requests are counted where two that are made at once collide.
        Assert.Equal([null, 4L], Fake.Documents("users").OrderBy(static user => user["wallet"])
            .Select(static user => user.GetValue("requests", null)?.AsInt64));
    }

    // A balance that somebody set by hand in a shell, where every number is a double, must not be computed with.
    [Fact]
    public async Task A_balance_that_is_no_integer_stops_the_transfer()
    {
        Fake.Damage("wallets", wallets =>
            wallets.With(new BsonDocument(wallets.Documents[Ada.Value]) { ["balance"] = 1000.0 }));

        await Assert.ThrowsAsync<InvalidCastException>(async () =>
            await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 1)]));

        Assert.Equal(2, Fake.Documents("keys").Count);
    }

    private string[] Shapes(string collection) => Shapes(Fake.Documents(collection));

    private static string[] Shapes(IEnumerable<BsonDocument> documents) =>
        [.. documents.Select(static document => string.Join(' ', document.Names)).Distinct()
            .Order(StringComparer.Ordinal)];

    private static IEnumerable<BsonElement> Flatten(BsonDocument document) =>
        document.SelectMany(static element => element.Value is BsonDocument inner ? Flatten(inner) : [element]);
}
