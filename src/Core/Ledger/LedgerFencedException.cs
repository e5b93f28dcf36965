namespace Wallet.Core;

/// <summary>Another committer has taken over the ledger. Nothing of the batch was written, and nothing more will be
/// until <see cref="ILedger.BeginEpoch"/> is called again.</summary>
public sealed class LedgerFencedException()
    : LedgerException(LedgerFailure.Unavailable, "Another committer has taken over the ledger.");
