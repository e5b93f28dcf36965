using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Walks the chain of each wallet from its first entry on, all wallets in one pass.</summary>
internal static class EntryAudit
{
    /// <summary>Checks all entries that the wallets counted when they were read, and returns how many there
    /// are.</summary>
    public static async Task<long> RunAsync(AuditRun run, AuditHeads? since)
    {
        long count = 0;
        var newest = new Dictionary<string, long>(StringComparer.Ordinal);
        var walked = new HashSet<string>(StringComparer.Ordinal);
        AuditedChain? chain = null;
        await foreach (var slice in run.SlicesAsync(run.Db.Entries))
        {
            foreach (var document in slice)
            {
                var (wallet, sequence) = Id(document, run.Findings);
                if (!run.Wallets.Covers(wallet, sequence))
                {
                    newest[wallet] = sequence;
                    continue;
                }

                if (chain?.Wallet.Id != wallet)
                {
                    chain?.Finish();
                    chain = new AuditedChain(run.Findings, run.Wallets.Find(wallet)!, since?.Find(wallet));
                    walked.Add(wallet);
                }

                Add(chain, document, sequence, run.Findings);
                count++;
            }
        }

        chain?.Finish();
        foreach (var wallet in run.Wallets.All.Where(wallet => !walked.Contains(wallet.Id)))
            new AuditedChain(run.Findings, wallet, since?.Find(wallet.Id)).Finish();
        foreach (var gone in since?.WalletIds.Where(id => run.Wallets.Find(id) is null) ?? [])
            run.Findings.Add(7, $"wallet {gone}", "it was there when the heads were saved, and is gone");
        await CheckNewerAsync(run, newest);
        return count;
    }

    /// <summary>The wallet and the sequence of an entry.</summary>
    public static (string Wallet, long Sequence) Id(BsonDocument entry, AuditFindings findings)
    {
        var id = new RawFields(entry["_id"] as BsonDocument ?? [], findings, 4, $"entry {entry["_id"]}");
        return (id.Text("wallet"), id.Int64("sequence"));
    }

    private static void Add(AuditedChain chain, BsonDocument document, long sequence, AuditFindings findings)
    {
        var where = $"entry {sequence} of {chain.Wallet.Id}";
        var raw = new RawFields(document, findings, 4, where);
        findings.Check(
            document.GetValue("mark", BsonBoolean.False) == (sequence % EntryDocument.MarkEvery == 0), 4, where,
            "it is marked, or not, as its sequence does not tell");
        chain.Add(new AuditedEntry
        {
            Position = sequence,
            Sequence = sequence,
            TransferId = raw.Bytes("transfer"),
            Direction = raw.Int32("direction"),
            CounterpartyId = raw.Text("counterparty"),
            Amount = raw.Int64("amount"),
            BalanceAfter = raw.Int64("balanceAfter"),
            CreatedAt = raw.Int64("createdAt"),
            Note = raw.Note(),
            Hash = raw.Bytes("hash"),
        });
    }

    // An entry that its wallet did not count is either newer, and then the wallet counts it by now, or it should not
    // be.
    private static async Task CheckNewerAsync(AuditRun run, Dictionary<string, long> newest)
    {
        foreach (var some in newest.Chunk(MongoAudit.SliceSize))
        {
            var wallets = await run.FindAsync(run.Db.Wallets, some.Select(static pair => new BsonString(pair.Key)));
            foreach (var (wallet, sequence) in some)
            {
                var counted = wallets.TryGetValue(wallet, out var document)
                    ? AuditedWallets.Claims(document, run.Findings).Sequence
                    : -1;
                run.Findings.Check(counted >= 0, 4, $"entries of wallet {wallet}", "there is no such wallet");
                run.Findings.Check(counted < 0 || sequence <= counted, 4, $"wallet {wallet}",
                    $"it counts {counted} entries but the last one is {sequence}");
            }
        }
    }
}
