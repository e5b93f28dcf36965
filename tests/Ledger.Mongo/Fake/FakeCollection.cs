using System.Collections.Immutable;
using MongoDB.Bson;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>One version of a collection. A snapshot is a reference to one, so transactions see what they should by
/// construction.</summary>
internal sealed record FakeCollection(
    ImmutableSortedDictionary<BsonValue, BsonDocument> Documents, ImmutableDictionary<string, FakeIndex> Indexes)
{
    public static readonly FakeCollection Empty = new(
        ImmutableSortedDictionary<BsonValue, BsonDocument>.Empty,
        ImmutableDictionary<string, FakeIndex>.Empty.Add(
            "_id_", new FakeIndex("_id_", new BsonDocument("_id", 1), Unique: true, [])));

    public BsonDocument? Find(BsonValue id) => Documents.GetValueOrDefault(id);

    /// <summary>Whether another document has a unique value of <paramref name="document"/>.</summary>
    public bool HasRival(BsonDocument document) =>
        Unique.Any(index => index.Owner(document) is { } owner && owner != document["_id"]);

    /// <summary>The unique values that a document occupies.</summary>
    public IEnumerable<BsonValue> KeysOf(BsonDocument document) => Unique.Select(index => index.KeyOf(document));

    /// <summary>The collection with a document added or replaced.</summary>
    public FakeCollection With(BsonDocument document)
    {
        var others = Without(document["_id"]);
        return new FakeCollection(
            others.Documents.Add(document["_id"], document),
            others.Indexes.ToImmutableDictionary(static pair => pair.Key, pair => pair.Value.With(document)));
    }

    /// <summary>The collection without a document.</summary>
    public FakeCollection Without(BsonValue id) => Find(id) is { } old
        ? new FakeCollection(
            Documents.Remove(id),
            Indexes.ToImmutableDictionary(static pair => pair.Key, pair => pair.Value.Without(old)))
        : this;

    /// <summary>The collection with an index.</summary>
    public FakeCollection With(FakeIndex index) => this with
    {
        Indexes = Indexes.SetItem(
            index.Name, Documents.Values.Aggregate(index, static (built, document) => built.With(document))),
    };

    private IEnumerable<FakeIndex> Unique => Indexes.Values.Where(static index => index.Unique);
}
