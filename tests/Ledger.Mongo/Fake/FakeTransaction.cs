using System.Collections.Immutable;
using MongoDB.Bson;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>A transaction of a session: what it sees, what it wrote and what became of it.</summary>
internal sealed class FakeTransaction(long number, ImmutableDictionary<string, FakeCollection> snapshot)
{
    public long Number => number;

    public FakeTransactionState State { get; set; }

    /// <summary>The collections as this transaction sees them: its snapshot with its own writes.</summary>
    public ImmutableDictionary<string, FakeCollection> View { get; set; } = snapshot;

    /// <summary>The collections as they were when it began.</summary>
    public ImmutableDictionary<string, FakeCollection> Snapshot { get; } = snapshot;

    /// <summary>What it wrote, in order.</summary>
    public List<(string Collection, BsonDocument Document)> Writes { get; } = [];
}

/// <summary>What became of a transaction.</summary>
internal enum FakeTransactionState
{
    Open,
    Committed,
    Aborted,
}
