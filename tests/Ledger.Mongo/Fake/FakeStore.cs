using System.Collections.Immutable;
using MongoDB.Bson;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>
/// Collections with snapshot isolation, first writer wins. Everything that was committed counts as known to a majority:
/// this is one process. Not safe for threads; the server takes turns.
/// </summary>
internal sealed class FakeStore
{
    private readonly Dictionary<(string Collection, BsonValue Key), FakeTransaction> _locks = [];
    private readonly Dictionary<BsonValue, FakeTransaction> _transactions = [];
    private TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What is committed.</summary>
    public ImmutableDictionary<string, FakeCollection> Committed
    {
        get; private set;
    } = ImmutableDictionary<string, FakeCollection>.Empty;

    /// <summary>Completes when the next transaction ends.</summary>
    public Task NextEnd => _ended.Task;

    /// <summary>The transaction a command belongs to; null if none.</summary>
    public FakeTransaction? Enter(ReceivedCommand command)
    {
        if (!command.IsInTransaction)
            return null;
        var (session, number) = (command.Session, command.TxnNumber!.Value);
        var current = _transactions.GetValueOrDefault(session);
        if (current is not null && number < current.Number)
            throw FakeError.TransactionTooOld;
        if (command.StartsTransaction)
        {
            if (current is not null && number == current.Number)
                throw new InvalidOperationException("A transaction was started twice.");
            if (current is { State: FakeTransactionState.Open })
                Abort(current);
            return _transactions[session] = new FakeTransaction(number, Committed);
        }

        return current?.Number == number ? current : throw FakeError.NoSuchTransaction;
    }

    public FakeCollection Read(FakeTransaction? transaction, string collection) =>
        (transaction?.View ?? Committed).GetValueOrDefault(collection, FakeCollection.Empty);

    /// <summary>Writes a document. False if a unique value is there already; a conflict with another transaction is a
    /// <see cref="FakeError"/>.</summary>
    public bool TryWrite(FakeTransaction? transaction, string collection, BsonDocument document, bool isNew)
    {
        var seen = Read(transaction, collection);
        var id = document["_id"];
        if (isNew && seen.Find(id) is not null || seen.HasRival(document))
            return false;
        var keys = seen.KeysOf(document).Select(key => (collection, key)).ToList();
        if (keys.Any(key => _locks.TryGetValue(key, out var owner) && owner != transaction))
            throw transaction is null ? new MustWaitException() : FakeError.WriteConflict;
        if (transaction is null)
        {
            Put(collection, document);
            return true;
        }

        var (committed, before) =
            (Read(null, collection), transaction.Snapshot.GetValueOrDefault(collection, FakeCollection.Empty));
        if (!ReferenceEquals(committed.Find(id), before.Find(id)) || committed.HasRival(document))
            throw FakeError.WriteConflict;
        foreach (var key in keys)
            _locks[key] = transaction;
        transaction.Writes.Add((collection, document));
        transaction.View = transaction.View.SetItem(collection, seen.With(document));
        return true;
    }

    /// <summary>Makes a collection or replaces it by another version.</summary>
    public void Replace(string name, FakeCollection collection) => Committed = Committed.SetItem(name, collection);

    public void Commit(FakeTransaction transaction)
    {
        if (transaction.State == FakeTransactionState.Aborted)
            throw FakeError.NoSuchTransaction;
        if (transaction.State == FakeTransactionState.Committed)
            return;
        foreach (var (collection, document) in transaction.Writes)
            Put(collection, document);
        End(transaction, FakeTransactionState.Committed);
    }

    public void Abort(FakeTransaction transaction)
    {
        if (transaction.State == FakeTransactionState.Open)
            End(transaction, FakeTransactionState.Aborted);
    }

    /// <summary>Aborts what a session has open.</summary>
    public void AbortOf(BsonValue session)
    {
        if (_transactions.TryGetValue(session, out var transaction))
            Abort(transaction);
    }

    private void Put(string collection, BsonDocument document) =>
        Replace(collection, Read(null, collection).With(document));

    private void End(FakeTransaction transaction, FakeTransactionState state)
    {
        transaction.State = state;
        foreach (var key in _locks.Where(held => held.Value == transaction).Select(static held => held.Key).ToList())
            _locks.Remove(key);
        _ended.SetResult();
        _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>A write outside a transaction met a document that a transaction has written: the server lets it wait for
/// the end of that one.</summary>
internal sealed class MustWaitException : Exception;
