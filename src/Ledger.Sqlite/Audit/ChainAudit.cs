using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Follows the chain of one wallet, entry by entry as they come, and holds it against what the wallet claims at the end.</summary>
internal sealed class ChainAudit(AuditSnapshot snapshot, AuditFindings findings, AuditedWallet wallet, (long Sequence, byte[] Hash)? saved)
{
    private byte[] _head = new byte[32];
    private long _sequence, _lastEntry, _lastDebit, _lastCredit, _lastAt, _count;
    private Int128 _balance;

    /// <summary>Checks the next entry of the wallet. The columns are those of <see cref="EntryAudit"/>.</summary>
    public void Check(Statement read)
    {
        var (entry, sequence) = (read.Int64(0), read.Int64(2));
        var (direction, amount, balanceAfter, createdAt) = (read.Int64(4), read.Int64(6), read.Int64(7), read.Int64(8));
        var where = $"entry {sequence} of {wallet.Id}";
        findings.Check(sequence == _sequence + 1, 4, where, $"it comes after entry {_sequence}");
        _count++;
        findings.Check(direction is 1 or 2, 3, where, $"its direction is {direction}");
        findings.Check(amount is >= Limits.MinAmountMinor and <= Limits.MaxAmountMinor, 3, where, $"its amount is {amount}");
        _balance += direction == 1 ? -(Int128)amount : amount;
        findings.Check(_balance == balanceAfter, 4, where, $"its balance after is {balanceAfter} but the entries up to it sum to {_balance}");
        findings.Check(_balance >= 0 || wallet.Id == WalletId.Issuer.Value, 2, where, $"the balance was {_balance} after it");
        findings.Check(createdAt >= _lastAt, 4, where, "it is older than the entry before it");
        findings.Check(read.Int64(9) == _lastEntry, 4, where, "it points to a wrong entry as the one before it");
        findings.Check(read.Int64(10) == (direction == 1 ? _lastCredit : _lastDebit), 4, where, "it points to a wrong entry as the last of the other direction");

        var hash = ReferenceHash.OfEntry(
            _head, wallet.Id, sequence, read.Blob(3), direction, snapshot.Name(read.Int64(5)), amount, balanceAfter, createdAt, AuditedText.OrNull(read, 12));
        findings.Check(read.Blob(11).SequenceEqual(hash), 7, where, "its hash does not follow from its fields and the entry before it");
        var ofTransfer = direction == 1 ? 13 : 14;
        findings.Check(!read.IsNull(ofTransfer) && read.Int64(ofTransfer) == entry, 3, where, "no transfer has it as its entry");
        findings.Check(saved?.Sequence != sequence || read.Blob(11).SequenceEqual(saved.Value.Hash), 7, where, "history up to it was rewritten since the heads were saved");

        // The stored hash goes on, so that one damaged entry is one violation and not one for each that follows.
        _head = read.Blob(11).ToArray();
        (_sequence, _lastEntry, _lastAt) = (sequence, entry, createdAt);
        if (direction == 1)
            _lastDebit = entry;
        else
            _lastCredit = entry;
    }

    /// <summary>Holds the whole chain against the wallet's claims.</summary>
    public void Finish()
    {
        var where = $"wallet {wallet.Id}";
        findings.Check(
            _count == wallet.Sequence && _sequence == wallet.Sequence, 4, where, $"it counts {wallet.Sequence} entries but has {_count}, the last of them {_sequence}");
        findings.Check(_balance == wallet.Balance, 4, where, $"its balance is {wallet.Balance} but its entries sum to {_balance}");
        findings.Check(_head.AsSpan().SequenceEqual(wallet.Head), 7, where, "its head is not the hash of its last entry");
        findings.Check(_lastEntry == wallet.LastEntry, 4, where, "it points to another entry as its last");
        findings.Check(_lastDebit == wallet.LastDebit && _lastCredit == wallet.LastCredit, 4, where, "it points to other entries as the last of a direction");
        findings.Check(_lastAt == wallet.LastEntryAt, 4, where, "its last entry was made at another time");
        findings.Check(!(saved?.Sequence > _sequence), 7, where, $"it had {saved?.Sequence} entries when the heads were saved");
    }
}
