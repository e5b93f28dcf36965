using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Reads all entries in the order of their writing and follows the chain of each wallet.</summary>
internal static class EntryAudit
{
    /// <summary>Checks all entries of the snapshot and returns how many there are, and what the index of marks must
    /// hold.</summary>
    public static (long Count, RowPrints Marks) Run(
        Database db, AuditSnapshot snapshot, AuditHeads? since, AuditFindings findings, AuditSteps steps)
    {
        var chains = snapshot.Wallets.ToDictionary(
            static pair => pair.Key, pair => new AuditedChain(findings, pair.Value, since?.Find(pair.Value.Id)));
        var strangers = new HashSet<long>();
        var marks = new RowPrints();
        var read = db.Prepare("""
            SELECT e.number, e.wallet, e.sequence, e.transfer_id, e.direction, e.counterparty, e.amount,
                   e.balance_after, e.created_at, e.previous, e.last_of_other_direction, e.hash, e.note,
                   t.debit_entry, t.credit_entry
            FROM entries e LEFT JOIN transfers t ON t.transfer_id = e.transfer_id
            WHERE e.number > ?1 AND e.number <= ?2 ORDER BY e.number LIMIT ?3
            """);
        long count = 0, last = 0, after = long.MinValue;
        for (var rows = AuditSteps.SliceRows; rows == AuditSteps.SliceRows;)
        {
            (rows, var before) = (0, after);
            read.Bind(1, after).Bind(2, snapshot.LastEntry).Bind(3, AuditSteps.SliceRows);
            while (read.Step())
            {
                rows++;
                var (number, wallet, sequence) = (read.Int64(0), read.Int64(1), read.Int64(2));
                after = Math.Max(after, number);
                findings.Check(number == last + 1, 7, "entries", $"entry number {number} comes after {last}");
                last = number;
                if (sequence % Marks.Every == 0)
                    marks.Add(RowPrints.Of(wallet, sequence, number));
                if (chains.TryGetValue(wallet, out var chain))
                    Check(read, chain, snapshot, findings);
                else if (strangers.Add(wallet))
                    findings.Add(4, $"entries of wallet #{wallet}", "there is no such wallet");
            }

            count += rows;
            steps.Add(rows);
            if (rows > 0 && after == before)
            {
                findings.Add(
                    7, "entries", "they are not in the order of their numbers, and could not be read to the end");
                break;
            }
        }

        foreach (var chain in chains.Values)
            chain.Finish();
        var ids = snapshot.Wallets.Values.Select(static wallet => wallet.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in since?.WalletIds.Where(id => !ids.Contains(id)) ?? [])
            findings.Add(7, $"wallet {gone}", "it was there when the heads were saved, and is gone");
        return (count, marks);
    }

    // What only this ledger stores is checked here: where the entries point to, and the transfer that points to them.
    private static void Check(Statement read, AuditedChain chain, AuditSnapshot snapshot, AuditFindings findings)
    {
        var (number, direction) = (read.Int64(0), read.Int64(4));
        var where = $"entry {read.Int64(2)} of {chain.Wallet.Id}";
        findings.Check(read.Int64(9) == chain.LastEntry, 4, where, "it points to a wrong entry as the one before it");
        findings.Check(read.Int64(10) == chain.LastOfOther(direction), 4, where,
            "it points to a wrong entry as the last of the other direction");
        var ofTransfer = direction == 1 ? 13 : 14;
        findings.Check(
            !read.IsNull(ofTransfer) && read.Int64(ofTransfer) == number, 3, where, "no transfer has it as its entry");
        chain.Add(new AuditedEntry
        {
            Position = number,
            Sequence = read.Int64(2),
            TransferId = read.Blob(3),
            Direction = direction,
            CounterpartyId = snapshot.Name(read.Int64(5)),
            Amount = read.Int64(6),
            BalanceAfter = read.Int64(7),
            CreatedAt = read.Int64(8),
            Note = AuditedText.OrNull(read, 12),
            Hash = read.Blob(11),
        });
    }
}
