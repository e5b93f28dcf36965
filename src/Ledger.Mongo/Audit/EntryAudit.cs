using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Walks the chain of each wallet from its first entry on, all wallets in one pass over the index of histories.</summary>
internal static class EntryAudit
{
    /// <summary>Checks all entries of the snapshot and returns how many there are.</summary>
    public static async Task<long> RunAsync(AuditRun run, AuditHeads? since)
    {
        long count = 0;
        var newest = new Dictionary<string, long>(StringComparer.Ordinal);
        var walked = new HashSet<string>(StringComparer.Ordinal);
        ChainWalk? walk = null;
        await foreach (var slice in run.SlicesAsync(run.Db.Entries, new BsonDocument { { "wallet", 1 }, { "sequence", 1 } }))
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

                if (walk?.Wallet.Id != wallet)
                {
                    walk?.Finish();
                    walk = new ChainWalk(run.Findings, run.Snapshot.Find(wallet)!, since?.Find(wallet));
                    walked.Add(wallet);
                }

                walk.Add(document, sequence);
                count++;
            }
        }

        walk?.Finish();
        foreach (var wallet in run.Snapshot.Wallets.Where(wallet => !walked.Contains(wallet.Id)))
            new ChainWalk(run.Findings, wallet, since?.Find(wallet.Id)).Finish();
        foreach (var gone in since?.WalletIds.Where(id => run.Snapshot.Find(id) is null) ?? [])
            run.Findings.Add(7, $"wallet {gone}", "it was there when the heads were saved, and is gone");
        await CheckNewerAsync(run, newest);
        return count;
    }

    // An entry that its wallet does not count is either newer than the snapshot, and then the wallet counts it by now, or it should not be.
    private static async Task CheckNewerAsync(AuditRun run, Dictionary<string, long> newest)
    {
        foreach (var some in newest.Chunk(AuditRun.SliceSize))
        {
            var wallets = await run.FindAsync(run.Db.Wallets, some.Select(static pair => new BsonString(pair.Key)));
            foreach (var (wallet, sequence) in some)
            {
                var counted = wallets.TryGetValue(wallet, out var document) ? AuditedWallet.From(document, run.Findings).Sequence : -1;
                run.Findings.Check(counted >= 0, 4, $"entries of wallet {wallet}", "there is no such wallet");
                run.Findings.Check(counted < 0 || sequence <= counted, 4, $"wallet {wallet}", $"it counts {counted} entries but the last one is {sequence}");
            }
        }
    }
}
