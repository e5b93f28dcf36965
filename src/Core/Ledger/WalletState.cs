namespace Wallet.Core;

/// <summary>A wallet as a batch works on it: read inside the ledger's transaction, changed in memory, written once. A
/// ledger that keeps more of a wallet than the rules of money need derives its own from it.</summary>
public class WalletState
{
    /// <summary>The wallet's ID.</summary>
    public required WalletId Id { get; init; }

    /// <summary>The balance in minor units.</summary>
    public required long BalanceMinor { get; set; }

    /// <summary>The sequence of its last entry; 0 if it has none.</summary>
    public required long Sequence { get; set; }

    /// <summary>The hash of its last entry; 32 zero bytes if it has none. Replaced, never written into.</summary>
    public required byte[] Head { get; set; }

    /// <summary>When its last entry was made.</summary>
    public required Timestamp LastEntryAt { get; set; }

    /// <summary>How it is frozen, if it is; it may have ended by itself.</summary>
    public required Freeze? Freeze { get; init; }

    /// <summary>The limits that its owner has set; null for none.</summary>
    public WalletLimits? OwnLimits { get; init; }

    /// <summary>What it has sent, as far as that counts towards limits.</summary>
    public DaySpending Spending { get; set; }

    /// <summary>Whether the batch changed it.</summary>
    public bool Changed { get; private set; }

    internal void Spend(Amount amount, Timestamp at) => Spending = Spending.With(amount, at);

    internal PostedEntry Post(
        TransferId transferId, Direction direction, WalletState counterparty, Amount amount, Timestamp at, Note? note)
    {
        BalanceMinor = direction == Direction.Debit
            ? checked(BalanceMinor - amount.Minor)
            : checked(BalanceMinor + amount.Minor);
        if (!Id.IsIssuer && BalanceMinor < 0 || !Id.IsHouse && BalanceMinor > Limits.MaxBalanceMinor)
            throw new InvalidOperationException("A balance left its limits after it had been checked.");
        Sequence = checked(Sequence + 1);
        var hash = new byte[EntryHash.Size];
        EntryHash.Compute(Head, Id, Sequence, transferId, direction, counterparty.Id, amount, BalanceMinor,
            at, note, hash);
        Head = hash;
        LastEntryAt = at;
        Changed = true;
        return new PostedEntry(this, counterparty, Sequence, BalanceMinor, hash);
    }
}
