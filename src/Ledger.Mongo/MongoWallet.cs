using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>A wallet as this ledger has it: with the sequence that its document had when it was read, and those of its
/// last entries in each direction.</summary>
internal sealed class MongoWallet : WalletState
{
    /// <summary>The sequence of its last DEBIT entry; 0 if it has none.</summary>
    public required long LastDebit { get; set; }

    /// <summary>The sequence of its last CREDIT entry; 0 if it has none.</summary>
    public required long LastCredit { get; set; }

    /// <summary>The sequence of the last DEBIT entry that the document's sum of what was sent knows of; 0 if there is
    /// none.</summary>
    public long CountedDebit { get; init; }
}
