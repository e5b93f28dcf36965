using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Walks the chain of each wallet from its first entry on, all wallets in one pass over the index of
/// histories.</summary>
internal static class EntryAudit
{
    /// <summary>Checks all entries of the snapshot and returns how many there are.</summary>
    public static async Task<long> RunAsync(AuditRun run, AuditHeads? since)
    {
        long count = 0;
        var newest = new Dictionary<string, long>(StringComparer.Ordinal);
        var walked = new HashSet<string>(StringComparer.Ordinal);
        AuditedChain? chain = null;
        await foreach (
            var slice in run.SlicesAsync(run.Db.Entries, new BsonDocument { { "wallet", 1 }, { "sequence", 1 } }))
        {
            foreach (var document in slice)
            {
                var raw = new RawFields(document, run.Findings, 4, $"entry {document["_id"]}");
                var (wallet, sequence) = (raw.Text("wallet"), raw.Int64("sequence"));
                if (!run.Snapshot.Covers(wallet, sequence))
                {
                    newest[wallet] = sequence;
                    continue;
                }

                if (chain?.Wallet.Id != wallet)
                {
                    chain?.Finish();
                    chain = new AuditedChain(run.Findings, run.Snapshot.Find(wallet)!, since?.Find(wallet));
                    walked.Add(wallet);
                }

                Add(chain, document, sequence, run.Findings);
                count++;
            }
        }

        chain?.Finish();
        foreach (var wallet in run.Snapshot.Wallets.Where(wallet => !walked.Contains(wallet.Id)))
            new AuditedChain(run.Findings, wallet, since?.Find(wallet.Id)).Finish();
        foreach (var gone in since?.WalletIds.Where(id => run.Snapshot.Find(id) is null) ?? [])
            run.Findings.Add(7, $"wallet {gone}", "it was there when the heads were saved, and is gone");
        await CheckNewerAsync(run, newest);
        return count;
    }

    private static void Add(AuditedChain chain, BsonDocument document, long sequence, AuditFindings findings)
    {
        var where = $"entry {sequence} of {chain.Wallet.Id}";
        var raw = new RawFields(document, findings, 4, where);
        var id = new RawFields(document["_id"] as BsonDocument ?? [], findings, 3, where);
        var direction = raw.Int32("direction");
        findings.Check(id.Int32("direction") == direction, 3, where, "its ID names another direction");
        chain.Add(new AuditedEntry
        {
            Position = sequence,
            Sequence = sequence,
            TransferId = id.Bytes("transfer"),
            Direction = direction,
            CounterpartyId = raw.Text("counterparty"),
            Amount = raw.Int64("amount"),
            BalanceAfter = raw.Int64("balanceAfter"),
            CreatedAt = raw.Int64("createdAt"),
            Note = raw.Note(),
            Hash = raw.Bytes("hash"),
        });
    }

    // An entry that its wallet does not count is either newer than the snapshot, and then the wallet counts it by now,
    // or it should not be.
    private static async Task CheckNewerAsync(AuditRun run, Dictionary<string, long> newest)
    {
        foreach (var some in newest.Chunk(AuditRun.SliceSize))
        {
            var wallets = await run.FindAsync(run.Db.Wallets, some.Select(static pair => new BsonString(pair.Key)));
            foreach (var (wallet, sequence) in some)
            {
                var counted = wallets.TryGetValue(wallet, out var document)
                    ? WalletClaims.From(document, run.Findings).Sequence
                    : -1;
                run.Findings.Check(counted >= 0, 4, $"entries of wallet {wallet}", "there is no such wallet");
                run.Findings.Check(counted < 0 || sequence <= counted, 4, $"wallet {wallet}",
                    $"it counts {counted} entries but the last one is {sequence}");
            }
        }
    }
}
