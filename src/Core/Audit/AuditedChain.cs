namespace Wallet.Core;

/// <summary>One entry as an audit reads it: whatever is stored, sound or not.</summary>
public readonly ref struct AuditedEntry
{
    /// <summary>What the ledger finds it by and other rows name it by: its number in a ledger that numbers its entries,
    /// else its sequence.</summary>
    public required long Position { get; init; }

    /// <summary>Its number in the wallet's chain.</summary>
    public required long Sequence { get; init; }

    /// <summary>The transfer it names.</summary>
    public required ReadOnlySpan<byte> TransferId { get; init; }

    /// <summary>1 for a debit, 2 for a credit.</summary>
    public required long Direction { get; init; }

    /// <summary>The other wallet's ID.</summary>
    public required string CounterpartyId { get; init; }

    /// <summary>The amount in minor units.</summary>
    public required long Amount { get; init; }

    /// <summary>The balance right after, in minor units.</summary>
    public required long BalanceAfter { get; init; }

    /// <summary>When it was made, in microseconds since 1970-01-01 UTC.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>The note, if any.</summary>
    public required string? Note { get; init; }

    /// <summary>The hash it carries.</summary>
    public required ReadOnlySpan<byte> Hash { get; init; }
}

/// <summary>
/// Follows the chain of one wallet, entry by entry, and holds it against what the wallet claims: invariants 2, 3, 4 and
/// 7, the same for every ledger. What only one kind of ledger stores is checked where it is read.
/// </summary>
/// <param name="findings">Told what is wrong.</param>
/// <param name="wallet">The wallet's claims.</param>
/// <param name="saved">Its head when an earlier audit saved it.</param>
public sealed class AuditedChain(AuditFindings findings, AuditedWallet wallet, (long Sequence, byte[] Hash)? saved)
{
    private byte[] _head = new byte[EntryHash.Size];
    private long _sequence, _lastDebit, _lastCredit, _lastAt, _count;
    private Int128 _balance;

    /// <summary>The wallet.</summary>
    public AuditedWallet Wallet => wallet;

    /// <summary>The position of the last entry so far; 0 before the first.</summary>
    public long LastEntry { get; private set; }

    /// <summary>The position of the last entry so far in the other direction than the one given; 0 if there was
    /// none.</summary>
    public long LastOfOther(long direction) => direction == 1 ? _lastCredit : _lastDebit;

    /// <summary>Checks the next entry.</summary>
    public void Add(in AuditedEntry entry)
    {
        var where = $"entry {entry.Sequence} of {wallet.Id}";
        findings.Check(entry.Sequence == _sequence + 1, 4, where, $"it comes after entry {_sequence}");
        _count++;
        findings.Check(entry.Direction is 1 or 2, 3, where, $"its direction is {entry.Direction}");
        findings.Check(entry.Amount is >= Limits.MinAmountMinor and <= Limits.MaxAmountMinor, 3, where,
            $"its amount is {entry.Amount}");
        _balance += entry.Direction == 1 ? -(Int128)entry.Amount : entry.Amount;
        findings.Check(_balance == entry.BalanceAfter, 4, where,
            $"its balance after is {entry.BalanceAfter} but the entries up to it sum to {_balance}");
        findings.Check(_balance >= 0 || wallet.IsIssuer, 2, where, $"the balance was {_balance} after it");
        findings.Check(entry.CreatedAt >= _lastAt, 4, where, "it is older than the entry before it");

        var hash = ReferenceHash.OfEntry(
            _head, wallet.Id, entry.Sequence, entry.TransferId, entry.Direction, entry.CounterpartyId, entry.Amount,
            entry.BalanceAfter, entry.CreatedAt, entry.Note);
        findings.Check(entry.Hash.SequenceEqual(hash), 7, where,
            "its hash does not follow from its fields and the entry before it");
        findings.Check(saved?.Sequence != entry.Sequence || entry.Hash.SequenceEqual(saved.Value.Hash), 7, where,
            "history up to it was rewritten since the heads were saved");

        // The stored hash goes on, so that one damaged entry is one violation and not one for each that follows.
        _head = entry.Hash.ToArray();
        (_sequence, LastEntry, _lastAt) = (entry.Sequence, entry.Position, entry.CreatedAt);
        if (entry.Direction == 1)
            _lastDebit = entry.Position;
        else
            _lastCredit = entry.Position;
    }

    /// <summary>Holds the whole chain against the wallet's claims, after its last entry.</summary>
    public void Finish()
    {
        var where = $"wallet {wallet.Id}";
        findings.Check(
            _count == wallet.Sequence && _sequence == wallet.Sequence, 4, where,
            $"it counts {wallet.Sequence} entries but has {_count}, the last of them {_sequence}");
        findings.Check(
            _balance == wallet.Balance, 4, where, $"its balance is {wallet.Balance} but its entries sum to {_balance}");
        findings.Check(
            _head.AsSpan().SequenceEqual(wallet.Head), 7, where, "its head is not the hash of its last entry");
        findings.Check(wallet.LastEntry is null || LastEntry == wallet.LastEntry, 4, where,
            "it points to another entry as its last");
        findings.Check(_lastDebit == wallet.LastDebit && _lastCredit == wallet.LastCredit, 4, where,
            "it points to other entries as the last of a direction");
        findings.Check(_lastAt == wallet.LastEntryAt, 4, where, "its last entry was made at another time");
        findings.Check(
            !(saved?.Sequence > _sequence), 7, where, $"it had {saved?.Sequence} entries when the heads were saved");
    }
}
