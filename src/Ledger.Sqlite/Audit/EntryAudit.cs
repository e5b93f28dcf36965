using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Walks the chain of each wallet from its first entry on.</summary>
internal static class EntryAudit
{
    /// <summary>Checks all entries of the snapshot and returns how many there are.</summary>
    public static long Run(Database db, AuditSnapshot snapshot, AuditHeads? since, AuditFindings findings, AuditSteps steps)
    {
        long count = 0;
        foreach (var (number, wallet) in snapshot.Wallets)
            count += new Chain(db, snapshot, findings, steps, number, wallet, since?.Find(wallet.Id)).Walk();

        var ids = snapshot.Wallets.Values.Select(static wallet => wallet.Id).ToHashSet();
        foreach (var gone in since?.WalletIds.Where(id => !ids.Contains(id)) ?? [])
            findings.Add(7, $"wallet {gone}", "it was there when the heads were saved, and is gone");

        // Entries of wallets that do not exist, found by leaping from one wallet's entries to the next one's. A wallet newer than the snapshot
        // does exist, with a balance, in the statement that finds its entries.
        var next = db.Prepare("""
            SELECT e.wallet, w.number IS NOT NULL AND b.wallet IS NOT NULL
            FROM entries e LEFT JOIN wallets w ON w.number = e.wallet LEFT JOIN balances b ON b.wallet = e.wallet
            WHERE e.wallet > ?1 ORDER BY e.wallet LIMIT 1
            """);
        for (var number = long.MinValue; next.Bind(1, number).Step();)
        {
            number = next.Int64(0);
            var exists = next.Int64(1) != 0;
            next.Reset();
            findings.Check(exists, 4, $"entries of wallet #{number}", "there is no such wallet");
        }

        return count;
    }

    private sealed class Chain(
        Database db, AuditSnapshot snapshot, AuditFindings findings, AuditSteps steps, long number, AuditedWallet wallet, (long Sequence, byte[] Hash)? saved)
    {
        private byte[] _head = new byte[32];
        private long _last, _lastDebit, _lastCredit, _lastAt, _count;
        private Int128 _balance;

        public long Walk()
        {
            var after = long.MinValue;
            while (ReadSlice(ref after))
            {
            }

            var where = $"wallet {wallet.Id}";
            findings.Check(_count == wallet.Sequence, 4, where, $"it counts {wallet.Sequence} entries but has {_count}");
            findings.Check(_balance == wallet.Balance, 4, where, $"its balance is {wallet.Balance} but its entries sum to {_balance}");
            findings.Check(_head.AsSpan().SequenceEqual(wallet.Head), 7, where, "its head is not the hash of its last entry");
            findings.Check(_lastDebit == wallet.LastDebit && _lastCredit == wallet.LastCredit, 4, where, "it points to other entries as the last of a direction");
            findings.Check(_lastAt == wallet.LastEntryAt, 4, where, "its last entry was made at another time");

            findings.Check(!(saved?.Sequence > _last), 7, where, $"it had {saved?.Sequence} entries when the heads were saved");

            // In one snapshot, so that an entry that is being added now is no surprise.
            var end = db.Prepare("SELECT b.sequence, (SELECT max(e.sequence) FROM entries e WHERE e.wallet = b.wallet) FROM balances b WHERE b.wallet = ?1").Bind(1, number);
            if (end.Step())
            {
                findings.Check(end.Int64(0) == end.Int64(1), 4, where, $"it counts {end.Int64(0)} entries but the last one is {end.Int64(1)}");
                end.Reset();
            }

            return _count;
        }

        private bool ReadSlice(ref long after)
        {
            var read = db.Prepare("""
                SELECT e.sequence, e.transfer_id, e.direction, e.counterparty, e.amount, e.balance_after, e.created_at, e.last_of_other_direction, e.hash, e.note,
                       t.debit_wallet, t.debit_sequence, t.credit_wallet, t.credit_sequence
                FROM entries e LEFT JOIN transfers t ON t.transfer_id = e.transfer_id
                WHERE e.wallet = ?1 AND e.sequence > ?2 AND e.sequence <= ?3 ORDER BY e.sequence LIMIT ?4
                """).Bind(1, number).Bind(2, after).Bind(3, wallet.Sequence).Bind(4, AuditSteps.SliceRows);
            var rows = 0;
            while (read.Step())
            {
                rows++;
                Check(read);
            }

            after = _last;
            steps.Add(rows);
            return rows == AuditSteps.SliceRows;
        }

        private void Check(Statement read)
        {
            var sequence = read.Int64(0);
            var (direction, amount, balanceAfter, createdAt) = (read.Int64(2), read.Int64(4), read.Int64(5), read.Int64(6));
            var where = $"entry {sequence} of {wallet.Id}";
            findings.Check(sequence == _last + 1, 4, where, $"it comes after entry {_last}");
            _count++;
            findings.Check(direction is 1 or 2, 3, where, $"its direction is {direction}");
            findings.Check(amount is >= Limits.MinAmountMinor and <= Limits.MaxAmountMinor, 3, where, $"its amount is {amount}");
            _balance += direction == 1 ? -(Int128)amount : amount;
            findings.Check(_balance == balanceAfter, 4, where, $"its balance after is {balanceAfter} but the entries up to it sum to {_balance}");
            findings.Check(_balance >= 0 || wallet.Id == WalletId.Issuer.Value, 2, where, $"the balance was {_balance} after it");
            findings.Check(createdAt >= _lastAt, 4, where, "it is older than the entry before it");
            findings.Check(read.Int64(7) == (direction == 1 ? _lastCredit : _lastDebit), 4, where, "it points to a wrong entry as the last of the other direction");

            var hash = ReferenceHash.OfEntry(
                _head, wallet.Id, sequence, read.Blob(1), direction, snapshot.Name(read.Int64(3)), amount, balanceAfter, createdAt, AuditedText.OrNull(read, 9));
            findings.Check(read.Blob(8).SequenceEqual(hash), 7, where, "its hash does not follow from its fields and the entry before it");

            var (ofWallet, ofSequence) = direction == 1 ? (10, 11) : (12, 13);
            findings.Check(
                !read.IsNull(ofWallet) && read.Int64(ofWallet) == number && read.Int64(ofSequence) == sequence, 3, where,
                "no transfer has it as its entry");

            findings.Check(saved?.Sequence != sequence || read.Blob(8).SequenceEqual(saved.Value.Hash), 7, where, "history up to it was rewritten since the heads were saved");

            // The stored hash goes on, so that one damaged entry is one violation and not one for each that follows.
            _head = read.Blob(8).ToArray();
            (_last, _lastAt) = (sequence, createdAt);
            if (direction == 1)
                _lastDebit = sequence;
            else
                _lastCredit = sequence;
        }
    }
}
