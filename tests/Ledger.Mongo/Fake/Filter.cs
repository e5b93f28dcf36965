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
        return candidates.Where(document => Matches(document, filter));
    }

    /// <summary>Whether a document fulfils a filter.</summary>
    public static bool Matches(BsonDocument document, BsonDocument filter) =>
        filter.All(condition => Holds(condition.Value, Value(document, condition.Name)));

    /// <summary>What stands at a path of a document; null if nothing does.</summary>
    public static BsonValue Value(BsonDocument document, string path) => path.Split('.').Aggregate(
        (BsonValue)document,
        static (value, name) => (value as BsonDocument)?.GetValue(name, BsonNull.Value) ?? BsonNull.Value);

    /// <summary>Whether a condition is operators (<c>$lt</c>) and not a value to be equal to.</summary>
    public static bool IsOperators(BsonValue condition) =>
        condition is BsonDocument operators && operators.Names.Any(static name => name.StartsWith('$'));

    public static BsonDocument Project(BsonDocument document, BsonDocument projection)
    {
        return projection.ElementCount == 0 ? document : new BsonDocument(document.Where(IsWanted));

        // A path leads to the whole of what it begins with, which is more than a server would give.
        bool IsWanted(BsonElement element) => element.Name == "_id"
            ? projection.GetValue("_id", 1).ToInt32() == 1
            : projection.Names.Any(path => path.Split('.')[0] == element.Name);
    }

    public static BsonDocument Update(BsonDocument document, BsonDocument update, bool inserts)
    {
        var changed = document.DeepClone().AsBsonDocument;
        foreach (var part in update.Where(part => inserts || part.Name != "$setOnInsert"))
        {
            foreach (var (field, value) in part.Value.AsBsonDocument.Select(static e => (e.Name, e.Value)))
            {
                var old = Value(changed, field);
                Set(changed, field, part.Name switch
                {
                    "$set" or "$setOnInsert" => value,
                    "$unset" => null,
                    "$inc" when value.IsInt64 => new BsonInt64((old.IsBsonNull ? 0 : old.AsInt64) + value.AsInt64),
                    "$inc" => old.AsInt32 + value.AsInt32,
                    "$addToSet" => new BsonArray((old.IsBsonNull ? [] : old.AsBsonArray).Append(value).Distinct()),
                    "$pullAll" => new BsonArray(old.AsBsonArray.Except(value.AsBsonArray)),
                    _ => throw new NotSupportedException($"The fake does not know {part.Name}."),
                });
            }
        }

        return changed;
    }

    private static void Set(BsonDocument document, string path, BsonValue? value)
    {
        var names = path.Split('.');
        foreach (var name in names.SkipLast(1))
            document = document[name].AsBsonDocument;
        if (value is null)
            document.Remove(names[^1]);
        else
            document[names[^1]] = value;
    }

    private static bool Holds(BsonValue condition, BsonValue value)
    {
        if (!IsOperators(condition))
            return condition == value;
        if (condition.AsBsonDocument is { ElementCount: 1 } one)
        {
            if (one.TryGetValue("$in", out var some))
                return some.AsBsonArray.Contains(value);
            if (one.TryGetValue("$exists", out var exists))
                return exists.AsBoolean != value.IsBsonNull;
        }

        throw new NotSupportedException($"The fake does not know {condition}.");
    }
}
