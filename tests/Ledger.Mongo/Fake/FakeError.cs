using MongoDB.Bson;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>A command failed, the way the server says it. Codes and labels are the server's own.</summary>
internal sealed class FakeError(int code, string name, params string[] labels) : Exception(name)
{
    public const string Transient = "TransientTransactionError";
    public const string UnknownCommit = "UnknownTransactionCommitResult";

    public static FakeError WriteConflict => new(112, "WriteConflict", Transient);

    public static FakeError NoSuchTransaction => new(251, "NoSuchTransaction", Transient);

    public static FakeError TransactionTooOld => new(225, "TransactionTooOld");

    public static FakeError CommitTimedOut => new(50, "MaxTimeMSExpired", UnknownCommit);

    public BsonDocument ToReply() => new()
    {
        { "ok", 0.0 },
        { "errmsg", Message },
        { "code", code },
        { "codeName", Message },
        { "errorLabels", new BsonArray(labels), labels.Length > 0 },
    };
}
