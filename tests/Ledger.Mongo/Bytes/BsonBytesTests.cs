using MongoDB.Bson;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>The ledger's own writing and reading of BSON, beside the driver's.</summary>
public sealed class BsonBytesTests
{
    private static readonly WalletId Ada = Commands.Wallet("ada"), Bob = Commands.Wallet("bob");

    [Fact]
    public void Each_kind_of_value_is_written_as_the_driver_writes_it()
    {
        var id = Guid.NewGuid();
        var buffer = new BsonBuffer(1); // It has to grow all the time.

        buffer.Begin();
        buffer.Add("long"u8, long.MinValue);
        buffer.Add("int"u8, int.MinValue);
        buffer.Add("true"u8, true);
        buffer.Add("false"u8, false);
        buffer.Add("text"u8, "₹ 👍🏽\0");
        buffer.Add("empty"u8, "");
        buffer.Add("bytes"u8, [1, 2, 0]);
        buffer.Add("id"u8, id);
        buffer.BeginArray("array"u8);
        for (var i = 0; i < 1001; i++)
            buffer.Add(i, $"{i}");
        buffer.BeginElement(1001);
        buffer.BeginDocument("deep"u8);
        buffer.End(3);

        var expected = new BsonDocument
        {
            { "long", long.MinValue },
            { "int", int.MinValue },
            { "true", true },
            { "false", false },
            { "text", "₹ 👍🏽\0" },
            { "empty", "" },
            { "bytes", new BsonBinaryData([1, 2, 0]) },
            { "id", new BsonBinaryData(id, GuidRepresentation.Standard) },
            {
                "array", new BsonArray(Enumerable.Range(0, 1001).Select(static i => (BsonValue)$"{i}"))
                {
                    new BsonDocument("deep", new BsonDocument()),
                }
            },
        };
        Assert.Equal(expected.ToBson(), buffer.Finish().ToBson());
    }

    [Fact]
    public void Bytes_are_used_again_without_a_trace_of_what_they_were()
    {
        var buffer = new BsonBuffer(16);
        buffer.Begin();
        buffer.Add("text"u8, new string('x', 1000));
        buffer.BeginArray("left open"u8);

        buffer.Begin();
        buffer.Add("n"u8, 1);

        Assert.Equal(new BsonDocument("n", 1).ToBson(), buffer.Finish().ToBson());
    }

    [Fact]
    public void A_document_that_is_not_ended_is_not_given_away()
    {
        var buffer = new BsonBuffer(16);
        buffer.Begin();
        buffer.BeginDocument("open"u8);

        Assert.Throws<InvalidOperationException>(() => buffer.Finish());
    }

    [Fact]
    public void Half_a_character_is_refused()
    {
        var buffer = new BsonBuffer(16);
        buffer.Begin();

        Assert.Throws<System.Text.EncoderFallbackException>(() => buffer.Add("text"u8, "\ud83d"));
    }

    [Fact]
    public void Fields_of_every_type_are_walked_over()
    {
        var document = new BsonDocument
        {
            { "double", 1.5 },
            { "text", "₹" },
            { "document", new BsonDocument("n", 1) },
            { "array", new BsonArray { 1, "two" } },
            { "binary", new BsonBinaryData([1, 2, 3]) },
            { "undefined", BsonUndefined.Value },
            { "objectId", ObjectId.GenerateNewId() },
            { "boolean", true },
            { "date", DateTime.UtcNow },
            { "null", BsonNull.Value },
            { "code", new BsonJavaScript("f()") },
            { "symbol", (BsonSymbol)"s" },
            { "int32", 1 },
            { "timestamp", new BsonTimestamp(1, 2) },
            { "int64", 1L },
            { "decimal", Decimal128.MaxValue },
            { "min", BsonMinKey.Value },
            { "max", BsonMaxKey.Value },
            { "last", 7L },
        };
        var names = new List<string>();
        for (var field = new BsonFields(document.ToBson()); field.Next();)
            names.Add(System.Text.Encoding.UTF8.GetString(field.Name));

        Assert.Equal(document.Names, names);
        Assert.Equal(7L, BsonFields.Find(document.ToBson(), "last"u8).Int64);
        Assert.Equal("₹", BsonFields.Find(document.ToBson(), "text"u8).Text);
        Assert.Equal([1, 2, 3], BsonFields.Find(document.ToBson(), "binary"u8).Bytes.ToArray());
        Assert.True(BsonFields.Find(document.ToBson(), "boolean"u8).Boolean);
    }

    [Theory]
    [InlineData("double")]
    [InlineData("int32")]
    public void A_number_of_another_type_is_not_converted(string type)
    {
        BsonValue value = type == "double" ? 1.0 : 1;
        var document = new BsonDocument("n", value).ToBson();

        Assert.Contains("The field n is of type",
            Assert.Throws<InvalidCastException>(() => BsonFields.Find(document, "n"u8).Int64).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("_id")]
    [InlineData("balance")]
    [InlineData("sequence")]
    [InlineData("head")]
    [InlineData("lastEntryAt")]
    [InlineData("lastDebit")]
    [InlineData("lastCredit")]
    [InlineData("frozen")]
    public void A_wallet_that_lacks_a_field_is_no_wallet(string field)
    {
        var document = WalletDocument.New(Ada, "INR", Timestamp.Now(TimeProvider.System));
        document.Remove(field);

        Assert.Contains(field,
            Assert.Throws<FormatException>(() => WalletDocument.ToState(document.ToBson())).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_commands_of_a_batch_are_those_that_the_driver_would_have_sent()
    {
        var commands = new BatchCommands();
        MongoWallet ada = Wallet(Ada), bob = Wallet(Bob);
        LedgerCommand[] asked =
        [
            .. Enumerable.Range(0, Limits.MaxBatch - 2).Select(static i =>
                Commands.Transfer(Ada, Bob, 1, note: i % 2 == 0 ? null : "₹ 👍🏽")),
            Commands.Transfer(Bob, Ada, 1_000_000, note: "too much"),
            Commands.Transfer(Bob, Ada, 5),
        ];
        var batch = new LedgerBatch(asked);
        batch.FoundWallet(ada);
        batch.FoundWallet(bob);
        var decisions = batch.Decide(Timestamp.Now(TimeProvider.System));
        (WalletId, IdempotencyKey)[] keys = [.. asked.Select(static command => (command.Caller, command.Key))];

        AssertSame(DriverCommands.Read(keys, [Ada, Bob]), commands.Read(keys, [Ada, Bob]));
        AssertSame(DriverCommands.InsertKeys(batch, decisions), commands.InsertKeys(batch.Records));
        AssertSame(DriverCommands.UpdateWallets([ada, bob]), commands.UpdateWallets(batch.ChangedWallets));
        AssertSame(DriverCommands.InsertEntries(batch), commands.InsertEntries(batch.Records, out var count));
        Assert.Equal(2 * (Limits.MaxBatch - 1), count);
    }

    private static void AssertSame(BsonDocument expected, BsonDocument actual) =>
        Assert.Equal(Convert.ToHexString(expected.ToBson()), Convert.ToHexString(actual.ToBson()));

    private static MongoWallet Wallet(WalletId id) => WalletDocument.ToState(WalletDocument.New(
        id, "INR", Timestamp.Now(TimeProvider.System)).Set("balance", 1000L).ToBson());
}
