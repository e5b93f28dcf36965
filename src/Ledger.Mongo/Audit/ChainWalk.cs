using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Follows one wallet's entries and compares what they add up to with what the wallet claims.</summary>
internal sealed class ChainWalk(AuditFindings findings, AuditedWallet wallet, (long Sequence, byte[] Hash)? saved)
{
    private byte[] _head = new byte[32];
    private long _last, _lastDebit, _lastCredit, _lastAt, _count;
    private Int128 _balance;

    public AuditedWallet Wallet => wallet;

    /// <summary>Checks the next entry.</summary>
    public void Add(BsonDocument document, long sequence)
    {
        var where = $"entry {sequence} of {wallet.Id}";
        var raw = new RawFields(document, findings, 4, where);
        var (direction, amount, balanceAfter, createdAt) = (raw.Int32("direction"), raw.Int64("amount"), raw.Int64("balanceAfter"), raw.Int64("createdAt"));
        findings.Check(sequence == _last + 1, 4, where, $"it comes after entry {_last}");
        findings.Check(direction is 1 or 2, 3, where, $"its direction is {direction}");
        findings.Check(amount is >= Limits.MinAmountMinor and <= Limits.MaxAmountMinor, 3, where, $"its amount is {amount}");
        _count++;
        _balance += direction == 1 ? -(Int128)amount : amount;
        findings.Check(_balance == balanceAfter, 4, where, $"its balance after is {balanceAfter} but the entries up to it sum to {_balance}");
        findings.Check(_balance >= 0 || wallet.Id == WalletId.Issuer.Value, 2, where, $"the balance was {_balance} after it");
        findings.Check(createdAt >= _lastAt, 4, where, "it is older than the entry before it");

        var id = new RawFields(document["_id"] as BsonDocument ?? [], findings, 3, where);
        findings.Check(id.Int32("direction") == direction, 3, where, "its ID names another direction");
        var hash = ReferenceHash.OfEntry(
            _head, wallet.Id, sequence, id.Bytes("transfer"), direction, raw.Text("counterparty"), amount, balanceAfter, createdAt, raw.Note());
        var stored = raw.Bytes("hash");
        findings.Check(stored.AsSpan().SequenceEqual(hash), 7, where, "its hash does not follow from its fields and the entry before it");

        findings.Check(saved?.Sequence != sequence || stored.AsSpan().SequenceEqual(saved.Value.Hash), 7, where, "history up to it was rewritten since the heads were saved");

        // The stored hash goes on, so that one damaged entry is one violation and not one for each that follows.
        (_head, _last, _lastAt) = (stored, sequence, createdAt);
        if (direction == 1)
            _lastDebit = sequence;
        else
            _lastCredit = sequence;
    }

    /// <summary>Checks the wallet's claims, after its last entry.</summary>
    public void Finish()
    {
        var where = $"wallet {wallet.Id}";
        findings.Check(_count == wallet.Sequence, 4, where, $"it counts {wallet.Sequence} entries but has {_count}");
        findings.Check(_balance == wallet.Balance, 4, where, $"its balance is {wallet.Balance} but its entries sum to {_balance}");
        findings.Check(_head.AsSpan().SequenceEqual(wallet.Head), 7, where, "its head is not the hash of its last entry");
        findings.Check(_lastDebit == wallet.LastDebit && _lastCredit == wallet.LastCredit, 4, where, "it points to other entries as the last of a direction");
        findings.Check(!(saved?.Sequence > _last), 7, where, $"it had {saved?.Sequence} entries when the heads were saved");
        findings.Check(_lastAt == wallet.LastEntryAt, 4, where, "its last entry was made at another time");
    }
}
