using MongoDB.Bson;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>A command as the driver sent it, with what tells transactions apart.</summary>
internal sealed record ReceivedCommand(BsonDocument Body)
{
    public string Name => Body.GetElement(0).Name;

    /// <summary>The collection, for commands that name one.</summary>
    public string Collection => Body[0].IsString ? Body[0].AsString : "";

    /// <summary>Command and collection, as tests name it.</summary>
    public string Summary => Collection.Length == 0 ? Name : $"{Name} {Collection}";

    public BsonValue Session => Body.GetValue("lsid", BsonNull.Value);

    public long? TxnNumber => Body.TryGetValue("txnNumber", out var number) ? number.ToInt64() : null;

    public bool IsInTransaction => Body.GetValue("autocommit", true) == false;

    public bool StartsTransaction => Body.GetValue("startTransaction", false).AsBoolean;

    public bool IsOfSameTransaction(ReceivedCommand other) => (Session, TxnNumber) == (other.Session, other.TxnNumber);
}
