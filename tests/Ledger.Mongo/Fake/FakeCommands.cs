using MongoDB.Bson;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>The commands that the ledger sends, on the fake's collections.</summary>
internal sealed class FakeCommands(FakeStore store)
{
    private const int DefaultBatchSize = 101;

    private readonly Dictionary<long, Queue<BsonDocument>> _cursors = [];
    private readonly Dictionary<(BsonValue Session, long Number), BsonDocument> _retryable = [];
    private long _lastCursor;

    public BsonDocument Run(ReceivedCommand command)
    {
        // A write that is retried under its number is answered again, not done again.
        var number = command.IsInTransaction ? null : command.TxnNumber;
        if (number is { } retried && _retryable.TryGetValue((command.Session, retried), out var done))
            return done;
        var transaction = store.Enter(command);
        if (transaction is { State: not FakeTransactionState.Open } && command.Name != "commitTransaction")
            throw FakeError.NoSuchTransaction;
        try
        {
            var reply = Run(command, transaction);
            if (number is { } first)
                _retryable[(command.Session, first)] = reply;
            // A write error in a transaction ends it.
            if (transaction is not null && reply.Contains("writeErrors"))
                store.Abort(transaction);
            return reply;
        }
        catch (FakeError) when (transaction is not null)
        {
            store.Abort(transaction);
            throw;
        }
    }

    private static BsonDocument Ok => new("ok", 1.0);

    private BsonDocument Run(ReceivedCommand command, FakeTransaction? transaction)
    {
        switch (command.Name)
        {
            case "find":
                return Find(command, transaction);
            case "aggregate":
                return Aggregate(command, transaction);
            case "getMore":
                return GetMore(command);
            case "insert":
                return Insert(command, transaction);
            case "update":
                return Update(command, transaction);
            case "delete":
                return Delete(command);
            case "findAndModify":
                return FindAndModify(command, transaction);
            case "create":
                if (store.Committed.ContainsKey(command.Collection))
                    throw new FakeError(48, "NamespaceExists");
                store.Replace(command.Collection, FakeCollection.Empty);
                return Ok;
            case "createIndexes":
                return CreateIndexes(command);
            case "commitTransaction":
                store.Commit(transaction!);
                return Ok;
            case "abortTransaction":
                store.Abort(transaction!);
                return Ok;
            case "killSessions":
                foreach (var session in command.Body[0].AsBsonArray)
                    store.AbortOf(session);
                return Ok;
            case "ping" or "endSessions" or "killCursors":
                return Ok;
            default:
                throw new FakeError(59, "CommandNotFound");
        }
    }

    private BsonDocument Find(ReceivedCommand command, FakeTransaction? transaction)
    {
        var collection = store.Read(transaction, command.Collection);
        var documents = Filter.Find(
            collection, command.Body.GetValue("filter", new BsonDocument()).AsBsonDocument,
            command.Body.GetValue("sort", new BsonDocument()).AsBsonDocument,
            command.Body.GetValue("hint", null));
        if (command.Body.GetValue("limit", 0).ToInt32() is > 0 and var limit)
            documents = documents.Take(limit);
        var projection = command.Body.GetValue("projection", new BsonDocument()).AsBsonDocument;
        var found = new Queue<BsonDocument>(documents.Select(document => Filter.Project(document, projection)));

        return Answer(command.Collection, found, command.Body);
    }

    // A match of the collection, and look-ups of what matches in others.
    private BsonDocument Aggregate(ReceivedCommand command, FakeTransaction? transaction)
    {
        var stages = command.Body["pipeline"].AsBsonArray;
        var found = Match(command.Collection, stages[0]).Select(static document => new BsonDocument(document)).ToList();
        foreach (var lookup in stages.Skip(1).Select(static stage => stage["$lookup"].AsBsonDocument))
        {
            foreach (var document in found)
                document[lookup["as"].AsString] =
                    new BsonArray(Match(lookup["from"].AsString, lookup["pipeline"].AsBsonArray.Single()));
        }

        return Answer(command.Collection, new Queue<BsonDocument>(found), command.Body["cursor"].AsBsonDocument);

        IEnumerable<BsonDocument> Match(string collection, BsonValue stage) =>
            Filter.Find(store.Read(transaction, collection), stage["$match"].AsBsonDocument, [], null);
    }

    private BsonDocument Answer(string collection, Queue<BsonDocument> found, BsonDocument limits)
    {
        var first = TakeBatch(found, limits.GetValue("batchSize", DefaultBatchSize).ToInt32());
        // As on the server: a batch that is exactly full leaves a cursor behind, unless the limit says that nothing can
        // follow.
        var isOpen = found.Count > 0 || first.Count == limits.GetValue("batchSize", -1).ToInt32()
            && first.Count != limits.GetValue("limit", 0).ToInt32();
        var id = isOpen ? ++_lastCursor : 0;
        if (isOpen)
            _cursors.Add(id, found);
        var cursor = new BsonDocument { { "firstBatch", first }, { "id", id }, { "ns", $"fake.{collection}" } };
        return new BsonDocument { { "cursor", cursor }, { "ok", 1.0 } };
    }

    private BsonDocument GetMore(ReceivedCommand command)
    {
        var id = command.Body[0].AsInt64;
        var rest = _cursors.GetValueOrDefault(id) ?? throw new FakeError(43, "CursorNotFound");
        var next = TakeBatch(rest, command.Body.GetValue("batchSize", int.MaxValue).ToInt32());
        if (rest.Count == 0)
            _cursors.Remove(id);
        var cursor = new BsonDocument { { "nextBatch", next }, { "id", rest.Count == 0 ? 0L : id },
            { "ns", $"fake.{command.Body["collection"]}" } };
        return new BsonDocument { { "cursor", cursor }, { "ok", 1.0 } };
    }

    private BsonDocument Insert(ReceivedCommand command, FakeTransaction? transaction)
    {
        var documents = command.Body["documents"].AsBsonArray;
        for (var i = 0; i < documents.Count; i++)
        {
            if (!store.TryWrite(transaction, command.Collection, documents[i].AsBsonDocument, isNew: true))
                return new BsonDocument { { "n", i }, { "writeErrors", new BsonArray { DuplicateKey(i) } },
                    { "ok", 1.0 } };
        }

        return new BsonDocument { { "n", documents.Count }, { "ok", 1.0 } };
    }

    private BsonDocument Update(ReceivedCommand command, FakeTransaction? transaction)
    {
        var (matched, upserted) = (0, new BsonArray());
        foreach (var update in command.Body["updates"].AsBsonArray.Select(static update => update.AsBsonDocument))
        {
            if (update.GetValue("multi", false).AsBoolean)
            {
                foreach (var document in Filter.Find(
                    store.Read(transaction, command.Collection), update["q"].AsBsonDocument, [], null).ToList())
                    Change(command.Collection, new BsonDocument("_id", document["_id"]), update["u"].AsBsonDocument,
                        upserts: false, transaction, ref matched);
                continue;
            }

            var (_, inserted) = Change(command.Collection, update["q"].AsBsonDocument, update["u"].AsBsonDocument,
                update.GetValue("upsert", false).AsBoolean, transaction, ref matched);
            if (inserted is not null)
                upserted.Add(new BsonDocument { { "index", 0 }, { "_id", inserted } });
        }

        return new BsonDocument { { "n", matched }, { "nModified", matched - upserted.Count },
            { "upserted", upserted, upserted.Count > 0 }, { "ok", 1.0 } };
    }

    private BsonDocument Delete(ReceivedCommand command)
    {
        var collection = store.Read(null, command.Collection);
        var found = command.Body["deletes"].AsBsonArray
            .SelectMany(delete => Filter.Find(collection, delete["q"].AsBsonDocument, [], null)).ToList();
        store.Replace(command.Collection, found.Aggregate(
            collection, static (rest, document) => rest.Without(document["_id"])));
        return new BsonDocument { { "n", found.Count }, { "ok", 1.0 } };
    }

    private BsonDocument FindAndModify(ReceivedCommand command, FakeTransaction? transaction)
    {
        var matched = 0;
        var (document, _) = Change(
            command.Collection, command.Body["query"].AsBsonDocument, command.Body["update"].AsBsonDocument,
            command.Body.GetValue("upsert", false).AsBoolean, transaction, ref matched);
        return new BsonDocument { { "value", document ?? (BsonValue)BsonNull.Value }, { "ok", 1.0 } };
    }

    private (BsonDocument? Document, BsonValue? InsertedId) Change(
        string name, BsonDocument query, BsonDocument update, bool upserts, FakeTransaction? transaction,
        ref int matched)
    {
        var found = Filter.Find(store.Read(transaction, name), query, [], null).FirstOrDefault();
        if (found is null && !upserts)
            return (null, null);
        var changed = Filter.Update(found ?? query, update, inserts: found is null);
        if (!store.TryWrite(transaction, name, changed, isNew: found is null))
            throw new InvalidOperationException("An update of the ledger never collides with a unique value.");
        matched++;
        return (changed, found is null ? changed["_id"] : null);
    }

    private BsonDocument CreateIndexes(ReceivedCommand command)
    {
        var collection = store.Read(null, command.Collection);
        foreach (var index in command.Body["indexes"].AsBsonArray.Select(static index => index.AsBsonDocument))
        {
            var key = index["key"].AsBsonDocument;
            var of = index.GetValue("partialFilterExpression", new BsonDocument()).AsBsonDocument;
            if (index.GetValue("sparse", false).AsBoolean)
                of = new BsonDocument(key.Names.Select(static field =>
                    new BsonElement(field, new BsonDocument("$exists", true))));
            var wanted = new FakeIndex(index["name"].AsString, key, index.GetValue("unique", false).AsBoolean, of);
            if (!collection.Indexes.TryGetValue(wanted.Name, out var old))
                collection = collection.With(wanted);
            else if ((old.Key, old.Unique) != (wanted.Key, wanted.Unique))
                throw new FakeError(86, "IndexKeySpecsConflict");
        }

        store.Replace(command.Collection, collection);
        return Ok;
    }

    private static BsonDocument DuplicateKey(int index) =>
        new() { { "index", index }, { "code", 11000 }, { "errmsg", "E11000 duplicate key error" } };

    private static BsonArray TakeBatch(Queue<BsonDocument> documents, int size)
    {
        var batch = new BsonArray();
        while (batch.Count < size && documents.TryDequeue(out var document))
            batch.Add(document);
        return batch;
    }
}
