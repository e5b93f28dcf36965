using System.Collections.Immutable;
using MongoDB.Bson;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>
/// An index. A query that names it must be one range of it, in its order: anything else is refused, where a server
/// would quietly read more than the page.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">Its fields, or paths to them, in order.</param>
/// <param name="Unique">Whether two documents can't have the same key.</param>
/// <param name="Of">What a document fulfils that is in it.</param>
internal sealed record FakeIndex(string Name, BsonDocument Key, bool Unique, BsonDocument Of)
{
    // The key's values, then the document's ID.
    private ImmutableSortedSet<BsonArray> Entries { get; init; } = [];

    public FakeIndex With(BsonDocument document) => Filter.Matches(document, Of)
        ? this with { Entries = Entries.Add(Entry(document)) }
        : this;

    public FakeIndex Without(BsonDocument document) => this with { Entries = Entries.Remove(Entry(document)) };

    /// <summary>The ID of the document that has the key of <paramref name="document"/>, or null.</summary>
    public BsonValue? Owner(BsonDocument document)
    {
        if (!Filter.Matches(document, Of))
            return null;
        var values = new BsonArray(Values(document));
        var at = Position(values);
        return at < Entries.Count && Entries[at].Take(values.Count).SequenceEqual(values) ? Entries[at][^1] : null;
    }

    /// <summary>Identifies the key of <paramref name="document"/> among all indexes of a collection.</summary>
    public BsonValue KeyOf(BsonDocument document) => new BsonArray(Values(document).Prepend(Name));

    /// <summary>The IDs of a range, in order.</summary>
    /// <exception cref="NotSupportedException">The filter or the order is not one range of this index.</exception>
    public IEnumerable<BsonValue> Scan(BsonDocument filter, BsonDocument sort)
    {
        filter = new BsonDocument(filter.Where(condition => !Of.Contains(condition)));
        var fields = Key.Names.ToList();
        var prefix = new BsonArray(fields.TakeWhile(field => filter.TryGetValue(field, out var value)
            && !Filter.IsOperators(value)).Select(field => filter[field]));
        var range = prefix.Count < fields.Count
            ? filter.GetValue(fields[prefix.Count], new BsonDocument()).AsBsonDocument
            : [];
        var serves = filter.Names.All(field => fields.Take(prefix.Count + 1).Contains(field))
            && sort.Names.SequenceEqual(fields.Skip(prefix.Count).Take(sort.ElementCount))
            && sort.Values.Distinct().Count() < 2;
        if (!serves)
            throw new NotSupportedException($"The index {Name} does not serve this query.");

        if (range.TryGetValue("$in", out var some))
        {
            foreach (var value in some.AsBsonArray)
            {
                foreach (var id in Scan(new BsonDocument(fields[prefix.Count], value), []))
                    yield return id;
            }

            yield break;
        }

        var start = range.TryGetValue("$gt", out var after)
            ? Position([.. prefix, after, BsonMaxKey.Value])
            : Position(range.TryGetValue("$gte", out var from) ? [.. prefix, from] : prefix);
        var end = range.TryGetValue("$lte", out var last)
            ? Position([.. prefix, last, BsonMaxKey.Value])
            : Position([.. prefix, range.GetValue("$lt", BsonMaxKey.Value)]);
        var backwards = sort.ElementCount > 0 && sort[0].ToInt32() == -1;
        for (var i = 0; i < end - start; i++)
            yield return Entries[backwards ? end - 1 - i : start + i][^1];
    }

    private int Position(BsonArray values) => Entries.IndexOf(values) is var at && at >= 0 ? at : ~at;

    private BsonArray Entry(BsonDocument document) => [.. Values(document), document["_id"]];

    private IEnumerable<BsonValue> Values(BsonDocument document) =>
        Key.Names.Select(field => Filter.Value(document, field));
}
