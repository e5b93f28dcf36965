using MongoDB.Bson;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>Evaluates the filters, orders and updates that the ledger sends, and refuses any other, so that it never
/// passes by not understanding.</summary>
internal static class Filter
{
    /// <summary>Finds documents: along the index that a query names, by ID, or by looking at all of them.</summary>
    public static IEnumerable<BsonDocument> Find(
        FakeCollection collection, BsonDocument filter, BsonDocument sort, BsonValue? hint)
    {
        if (hint is not null)
        {
            var index = collection.Indexes.Values.FirstOrDefault(index => index.Name == hint || index.Key == hint)
                ?? throw new FakeError(2, "BadValue");
            return index.Scan(filter, sort).Select(id => collection.Documents[id]);
        }

        if (sort.ElementCount > 0)
            throw new NotSupportedException("The fake sorts along an index only.");
        IEnumerable<BsonDocument> candidates = collection.Documents.Values;
        if (filter.TryGetValue("_id", out var id))
            candidates = (IsOperators(id) ? id["$in"].AsBsonArray : [id]).Distinct().Select(collection.Find)
                .OfType<BsonDocument>();
        return candidates.Where(document =>
            filter.All(condition => Holds(condition.Value, document.GetValue(condition.Name, BsonNull.Value))));
    }

    /// <summary>Whether a condition is operators (<c>$lt</c>) and not a value to be equal to.</summary>
    public static bool IsOperators(BsonValue condition) =>
        condition is BsonDocument operators && operators.Names.Any(static name => name.StartsWith('$'));

    public static BsonDocument Project(BsonDocument document, BsonDocument projection)
    {
        return projection.ElementCount == 0 ? document : new BsonDocument(document.Where(IsWanted));

        bool IsWanted(BsonElement element) =>
            projection.GetValue(element.Name, element.Name == "_id" ? 1 : 0).ToInt32() == 1;
    }

    public static BsonDocument Update(BsonDocument document, BsonDocument update, bool inserts)
    {
        var changed = document.DeepClone().AsBsonDocument;
        foreach (var part in update)
        {
            if (part.Name == "$setOnInsert" && !inserts)
                continue;
            foreach (
                var (field, value) in part.Value.AsBsonDocument.Select(static element => (element.Name, element.Value)))
            {
                changed[field] = part.Name switch
                {
                    "$set" or "$setOnInsert" => value,
                    "$inc" => document[field].AsInt32 + value.AsInt32,
                    _ => throw new NotSupportedException($"The fake does not know {part.Name}."),
                };
            }
        }

        return changed;
    }

    private static bool Holds(BsonValue condition, BsonValue value) => !IsOperators(condition)
        ? condition == value
        : condition.AsBsonDocument is { ElementCount: 1 } one && one.TryGetValue("$in", out var some)
            ? some.AsBsonArray.Contains(value)
            : throw new NotSupportedException($"The fake does not know {condition}.");
}
