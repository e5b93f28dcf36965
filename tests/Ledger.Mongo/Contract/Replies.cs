using MongoDB.Bson;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>Answers of a server that the fake's own state would not lead to.</summary>
internal static class Replies
{
    public static BsonDocument DuplicateKey => new()
    {
        { "n", 0 },
        { "writeErrors",
        new BsonArray { new BsonDocument { { "index", 0 }, { "code", 11000 },
        { "errmsg", "E11000 duplicate key error dup key: { email: \"ada@example.org\" }" } } } },
        { "ok", 1.0 },
    };

    /// <summary>The command was carried out on the primary, but no majority said that it has it.</summary>
    public static BsonDocument NoMajorityInTime => new()
    {
        { "ok", 1.0 },
        { "writeConcernError", new BsonDocument { { "code", 64 }, { "codeName", "WriteConcernTimeout" },
        { "errmsg", "waiting for replication timed out" } } },
        { "errorLabels", new BsonArray { FakeError.UnknownCommit } },
    };
}
