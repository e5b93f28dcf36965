using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Checks that each transfer has its two entries, that they mirror each other, and that one key record tells
/// of it.</summary>
internal sealed class TransferAudit(AuditRun run)
{
    private static readonly Direction[] Sides = [Direction.Debit, Direction.Credit];

    private readonly AuditFindings _findings = run.Findings;
    private long _entries;

    /// <summary>Checks all transfers and returns how many there were when the snapshot was taken.</summary>
    /// <param name="entries">How many entries there were then.</param>
    public async Task<long> RunAsync(long entries)
    {
        long count = 0;
        await foreach (var slice in run.SlicesAsync(run.Db.Transfers, new BsonDocument("_id", 1)))
        {
            var sides = await run.FindAsync(run.Db.Entries,
                slice.SelectMany(static document => Sides.Select(side => EntryId(document["_id"], side))));
            var keys = await run.FindAsync(run.Db.Keys, slice.Select(KeyId));
            foreach (var document in slice)
            {
                CheckKey(document, keys.GetValueOrDefault(KeyId(document)));
                if (CheckSides(document, sides.GetValueOrDefault(EntryId(document["_id"], Direction.Debit)),
                    sides.GetValueOrDefault(EntryId(document["_id"], Direction.Credit))))
                    count++;
            }
        }

        if (entries != _entries)
            await NameOrphansAsync();
        return count;
    }

    private static BsonDocument EntryId(BsonValue transfer, Direction direction) =>
        new() { { "transfer", transfer }, { "direction", (int)direction } };

    private static BsonDocument KeyId(BsonDocument transfer) =>
        new() { { "caller", transfer.GetValue("caller", BsonNull.Value) },
            { "key", transfer.GetValue("key", BsonNull.Value) } };

    private static BsonValue TransferId(BsonDocument entry) =>
        (entry["_id"] as BsonDocument)?.GetValue("transfer", BsonNull.Value) ?? BsonNull.Value;

    private static string Where(BsonDocument transfer) => $"transfer {transfer["_id"]}";

    // Whether the transfer was there when the snapshot was taken. Both entries were then, or neither: they are written
    // in one transaction.
    private bool CheckSides(BsonDocument document, BsonDocument? debit, BsonDocument? credit)
    {
        var where = Where(document);
        var raw = new RawFields(document, _findings, 3, where);
        var (sender, receiver) = (raw.Text("sender"), raw.Text("receiver"));
        _findings.Check(sender != receiver, 3, where, "it goes from a wallet to itself");
        _findings.Check(receiver != WalletId.Issuer.Value, 3, where, "the issuer received it");
        var debitIsOld = CheckSide(raw, where, debit, Direction.Debit, sender, receiver, "senderBalanceAfter");
        var creditIsOld = CheckSide(raw, where, credit, Direction.Credit, receiver, sender, "receiverBalanceAfter");
        _findings.Check(debit is null || credit is null
            || debitIsOld == creditIsOld, 3, where, "its entries were not written together");
        return debitIsOld || creditIsOld;
    }

    // Whether the entry was there when the snapshot was taken.
    private bool CheckSide(RawFields transfer, string where, BsonDocument? entry, Direction direction, string wallet,
        string counterparty, string balanceAfter)
    {
        var name = $"{(direction == Direction.Debit ? "DEBIT" : "CREDIT")} entry in {wallet}";
        if (entry is null)
        {
            _findings.Add(3, where, $"its {name} is missing");
            return false;
        }

        var raw = new RawFields(entry, _findings, 3, $"{where}, {name}");
        var same = raw.Int32("direction") == (int)direction && raw.Text("wallet") == wallet
            && raw.Text("counterparty") == counterparty
            && raw.Int64("amount") == transfer.Int64("amount")
            && raw.Int64("balanceAfter") == transfer.Int64(balanceAfter)
            && raw.Int64("createdAt") == transfer.Int64("createdAt") && raw.Note() == transfer.Note();
        _findings.Check(same, 3, where, $"its {name} tells something else");
        if (!run.Snapshot.Covers(raw.Text("wallet"), raw.Int64("sequence")))
            return false;
        _entries++;
        return true;
    }

    private void CheckKey(BsonDocument document, BsonDocument? key)
    {
        var where = Where(document);
        _findings.Check(
            key is not null && key.GetValue("transfer", BsonNull.Value) == document["_id"], 5, where,
            "no key record tells of it");
    }

    // Only for a ledger that is known to be damaged: each entry is looked up once more, to tell which ones have no
    // transfer.
    private async Task NameOrphansAsync()
    {
        await foreach (var slice in run.SlicesAsync(run.Db.Entries, new BsonDocument("_id", 1)))
        {
            var transfers = await run.FindAsync(run.Db.Transfers, slice.Select(TransferId).Distinct());
            foreach (var entry in slice.Where(entry => !transfers.ContainsKey(TransferId(entry))))
                _findings.Add(3, $"entry {entry.GetValue("sequence", 0)} of {entry.GetValue("wallet", "nobody")}",
                    "no transfer has it as its entry");
        }
    }
}
