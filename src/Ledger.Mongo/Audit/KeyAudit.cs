using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Checks that each key record tells of a recorded outcome, and each successful one of a transfer that has its
/// two entries, which mirror each other.</summary>
/// <remarks>That a key has one outcome, and a transfer one key, needs no check: caller and key are the document's ID,
/// which the server keeps unique, and the transfer is in it.</remarks>
internal sealed class KeyAudit(AuditRun run)
{
    private readonly AuditFindings _findings = run.Findings;
    private readonly AuditedSpending _spending = new(run.Findings, run.Wallets.All);
    private long _entries;

    /// <summary>Checks all key records, those written while it runs included.</summary>
    /// <param name="entries">How many entries the wallets counted when they were read.</param>
    /// <returns>How many key records there are, and how many transfers had an entry that was counted.</returns>
    public async Task<(long Keys, long Transfers)> RunAsync(long entries)
    {
        long keys = 0, transfers = 0;
        await foreach (var slice in run.SlicesAsync(run.Db.Keys))
        {
            var callers = await run.FindAsync(run.Db.Wallets, slice.Select(static key => Caller(key)));
            var linked = await run.FindAsync(
                run.Db.Keys, slice.Where(static key => key.Contains("link")).Select(static key => key["link"]),
                TransferDocument.Id);
            var sides = await run.FindAsync(
                run.Db.Entries,
                slice.Select(Transfer).OfType<BsonDocument>().SelectMany(static transfer => new BsonValue[]
                {
                    EntryId(transfer, "sender"), EntryId(transfer, "receiver"),
                }));
            foreach (var key in slice)
            {
                keys++;
                CheckRequest(key, callers);
                _findings.Check(!key.TryGetValue("link", out var link) || RequestAudit.IsPayment(key)
                    || linked.ContainsKey(link), 9,
                    $"key {key["_id"]}", "it refers to a transfer that is not there");
                if (Transfer(key) is not { } transfer)
                    continue;
                CountSpent(key, transfer);
                if (CheckSides(transfer, sides))
                    transfers++;
            }

            await HoldAudit.CheckAsync(run, slice);
        }

        _spending.Finish();

        if (entries != _entries)
            await NameOrphansAsync();
        return (keys, transfers);
    }

    private static BsonValue Caller(BsonDocument key) =>
        (key["_id"] as BsonDocument)?.GetValue("caller", BsonNull.Value) ?? BsonNull.Value;

    private static BsonDocument? Transfer(BsonDocument key) => key.GetValue("transfer", BsonNull.Value) as BsonDocument;

    private static BsonDocument EntryId(BsonDocument transfer, string side) => new()
    {
        { "wallet", transfer.GetValue(side, BsonNull.Value) },
        { "sequence", transfer.GetValue(side + "Sequence", BsonNull.Value) },
    };

    private static string Where(BsonDocument transfer) => $"transfer {transfer.GetValue("id", "without an ID")}";

    // What can't be read is told where the rest of the transfer is checked.
    private void CountSpent(BsonDocument key, BsonDocument transfer)
    {
        if (key.GetValue("operation", BsonNull.Value) is BsonInt32 operation
            && transfer.GetValue("sender", BsonNull.Value) is BsonString sender
            && transfer.GetValue("senderSequence", BsonNull.Value) is BsonInt64 sequence
            && transfer.GetValue("amount", BsonNull.Value) is BsonInt64 amount
            && transfer.GetValue("createdAt", BsonNull.Value) is BsonInt64 createdAt)
            _spending.Add(sender.Value, sequence.Value, operation.Value, amount.Value, createdAt.Value);
    }

    private void CheckRequest(BsonDocument key, Dictionary<BsonValue, BsonDocument> callers)
    {
        var where = $"key {key["_id"]}";
        var raw = new RawFields(key, _findings, 5, where);
        var outcome = raw.Int32("outcome");
        var caller = new RawFields(key["_id"] as BsonDocument ?? [], _findings, 5, where).Text("caller");
        var request = new AuditedRequest
        {
            Operation = raw.Int32("operation"),
            Link = raw.BytesOrNull("link"),
            Caller = caller,
            Fingerprint = raw.Bytes("fingerprint"),
        };
        _findings.Check(callers.ContainsKey(caller), 5, where, "there is no such caller");
        request.Check(_findings, where, outcome, raw.Int64OrNull("remaining"), raw.Int64OrNull("resetsAt"));
        if (outcome != (int)OutcomeCode.Committed)
        {
            _findings.Check(!key.Contains("transfer"), 5, where, "it was refused, but names a transfer");
            return;
        }

        if (Transfer(key) is not { } transfer)
        {
            _findings.Add(5, where, "it succeeded, but its transfer is not there");
            return;
        }

        var moved = new RawFields(transfer, _findings, 5, where);
        // Read once each, whether there is a log or not: what can't be read is told as it is read.
        var (id, amount, note) = (moved.Bytes("id"), moved.Int64("amount"), moved.Note());
        run.Log?.AddTransfer(request.Operation, id, request.Link, amount, note);
        request.CheckTransfer(_findings, where, new AuditedTransfer(
            request.Operation, moved.Text("sender"), moved.Text("receiver"), amount, moved.Int64("createdAt"), caller,
            HoldAudit.Terms(run, transfer)), note);
    }

    // Whether one of the entries at least was counted when its wallet was read.
    private bool CheckSides(BsonDocument transfer, Dictionary<BsonValue, BsonDocument> sides)
    {
        var where = Where(transfer);
        var raw = new RawFields(transfer, _findings, 3, where);
        var (sender, receiver) = (raw.Text("sender"), raw.Text("receiver"));
        _findings.Check(sender != receiver, 3, where, "it goes from a wallet to itself");
        _findings.Check(receiver != WalletId.Issuer.Value, 3, where, "the issuer received it");
        var debited = CheckSide(raw, sides.GetValueOrDefault(EntryId(transfer, "sender")), "sender", Direction.Debit);
        var credited = CheckSide(
            raw, sides.GetValueOrDefault(EntryId(transfer, "receiver")), "receiver", Direction.Credit);
        // Written in one transaction, but counted on one side only: the wallets were read at different moments.
        if (debited != credited)
            run.Wallets.Complete(debited ? raw.Int64("amount") : -(Int128)raw.Int64("amount"));
        return debited || credited;

        bool CheckSide(RawFields moved, BsonDocument? entry, string side, Direction direction)
        {
            var wallet = moved.Text(side);
            var name = $"{(direction == Direction.Debit ? "DEBIT" : "CREDIT")} entry in {wallet}";
            if (entry is null)
            {
                _findings.Add(3, where, $"its {name} is missing");
                return false;
            }

            var told = new RawFields(entry, _findings, 3, $"{where}, {name}");
            _findings.Check(
                told.Bytes("transfer").AsSpan().SequenceEqual(moved.Bytes("id"))
                && told.Int32("direction") == (int)direction
                && told.Text("counterparty") == (direction == Direction.Debit ? receiver : sender)
                && told.Int64("amount") == moved.Int64("amount")
                && told.Int64("balanceAfter") == moved.Int64(side + "BalanceAfter")
                && told.Int64("createdAt") == moved.Int64("createdAt") && told.Note() == moved.Note(),
                3, where, $"its {name} tells something else");
            if (!run.Wallets.Covers(wallet, moved.Int64(side + "Sequence")))
                return false;
            _entries++;
            return true;
        }
    }

    // Only for a ledger that is known to be damaged: each entry is looked up once more, to tell which ones have no
    // transfer.
    private async Task NameOrphansAsync()
    {
        await foreach (var slice in run.SlicesAsync(run.Db.Entries))
        {
            var keys = await run.FindAsync(
                run.Db.Keys, slice.Select(static entry => entry.GetValue("transfer", BsonNull.Value)),
                TransferDocument.Id);
            foreach (var entry in slice)
            {
                var id = entry["_id"];
                var transfer = keys.TryGetValue(entry.GetValue("transfer", BsonNull.Value), out var key)
                    ? Transfer(key)
                    : null;
                if (transfer is null || id != EntryId(transfer, "sender") && id != EntryId(transfer, "receiver"))
                {
                    var (wallet, sequence) = EntryAudit.Id(entry, _findings);
                    _findings.Add(3, $"entry {sequence} of {wallet}", "no transfer has it as its entry");
                }
            }
        }
    }
}
