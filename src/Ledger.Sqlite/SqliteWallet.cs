using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>A wallet as this ledger has it: numbered, and with the numbers of the entries that its next ones will point
/// to.</summary>
internal sealed class SqliteWallet : WalletState
{
    /// <summary>Its number.</summary>
    public required long Number { get; init; }

    /// <summary>The number of its last entry; 0 if it has none.</summary>
    public required long LastEntry { get; set; }

    /// <summary>The number of its last DEBIT entry; 0 if it has none.</summary>
    public required long LastDebit { get; set; }

    /// <summary>The number of its last CREDIT entry; 0 if it has none.</summary>
    public required long LastCredit { get; set; }

    /// <summary>Takes a new entry as the last one, and tells to which ones it has to point.</summary>
    public (long Previous, long LastOfOtherDirection) Append(long number, Direction direction)
    {
        var pointers = (LastEntry, direction == Direction.Debit ? LastCredit : LastDebit);
        LastEntry = number;
        if (direction == Direction.Debit)
            LastDebit = number;
        else
            LastCredit = number;
        return pointers;
    }
}
