namespace Wallet.Core;

/// <summary>A wallet as a batch works on it: read inside the ledger's transaction, changed in memory, written
/// once.</summary>
public sealed class WalletState
{
    /// <summary>The wallet's ID.</summary>
    public required WalletId Id { get; init; }

    /// <summary>The ledger's own number for it, if it has one.</summary>
    public long Number { get; init; }

    /// <summary>The balance in minor units.</summary>
    public required long BalanceMinor { get; set; }

    /// <summary>The sequence of its last entry; 0 if it has none.</summary>
    public required long Sequence { get; set; }

    /// <summary>The hash of its last entry; 32 zero bytes if it has none. Replaced, never written into.</summary>
    public required byte[] Head { get; set; }

    /// <summary>When its last entry was made.</summary>
    public required Timestamp LastEntryAt { get; set; }

    /// <summary>The place of its last entry (see <see cref="PostedEntry.Place"/>); 0 if it has none, or if the ledger
    /// does not ask for it.</summary>
    public long LastEntry { get; set; }

    /// <summary>The place of its last DEBIT entry; 0 if it has none.</summary>
    public required long LastDebit { get; set; }

    /// <summary>The place of its last CREDIT entry; 0 if it has none.</summary>
    public required long LastCredit { get; set; }

    /// <summary>Whether it can neither send nor receive.</summary>
    public required bool Frozen { get; init; }

    /// <summary>Whether the batch changed it.</summary>
    public bool Changed { get; private set; }

    internal PostedEntry Post(
        TransferId transferId, Direction direction, WalletState counterparty, Amount amount, Timestamp at,
        Note? note, long? number)
    {
        BalanceMinor = direction == Direction.Debit
            ? checked(BalanceMinor - amount.Minor)
            : checked(BalanceMinor + amount.Minor);
        if (!Id.IsIssuer && BalanceMinor is < 0 or > Limits.MaxBalanceMinor)
            throw new InvalidOperationException("A balance left its limits after it had been checked.");
        Sequence = checked(Sequence + 1);
        var place = number ?? Sequence;
        var (previous, lastOfOther) = (LastEntry, direction == Direction.Debit ? LastCredit : LastDebit);
        LastEntry = place;
        if (direction == Direction.Debit)
            LastDebit = place;
        else
            LastCredit = place;
        var hash = new byte[EntryHash.Size];
        EntryHash.Compute(Head, Id, Sequence, transferId, direction, counterparty.Id, amount, BalanceMinor,
            at, note, hash);
        Head = hash;
        LastEntryAt = at;
        Changed = true;
        return new PostedEntry(this, counterparty, Sequence, BalanceMinor, place, previous, lastOfOther, hash);
    }
}

/// <summary>One side of a transfer that a batch decided to write.</summary>
/// <param name="Wallet">The wallet.</param>
/// <param name="Counterparty">The other wallet.</param>
/// <param name="Sequence">The entry's place in the wallet's chain.</param>
/// <param name="BalanceAfterMinor">The balance right after, in minor units.</param>
/// <param name="Place">Where the ledger finds the entry: its number in the whole ledger, if the ledger numbers its
/// entries, else its sequence.</param>
/// <param name="Previous">The place of the wallet's entry before, 0 if none: with it, a ledger that keeps entries in
/// the order of their writing reads a wallet's history without an index of all of them.</param>
/// <param name="LastOfOtherDirection">The place of the wallet's latest earlier entry in the other direction, 0 if none:
/// with it, the history of one direction is read without an index of its own.</param>
/// <param name="Hash">The entry's hash.</param>
public readonly record struct PostedEntry(
    WalletState Wallet, WalletState Counterparty, long Sequence, long BalanceAfterMinor, long Place, long Previous,
    long LastOfOtherDirection, byte[] Hash);

/// <summary>A key record that a batch decided to write, with the transfer and its two entries when the money
/// moves.</summary>
/// <param name="Command">The command.</param>
/// <param name="Caller">The wallet the key belongs to.</param>
/// <param name="Record">The record.</param>
/// <param name="Debit">The sender's entry; default when no money moves.</param>
/// <param name="Credit">The receiver's entry; default when no money moves.</param>
public readonly record struct PostedRecord(
    LedgerCommand Command, WalletState Caller, KeyRecord Record, PostedEntry Debit, PostedEntry Credit);
