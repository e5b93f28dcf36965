namespace Wallet.Core;

/// <summary>A ledger cannot be opened. The message is one plain line for whoever starts the program.</summary>
public sealed class LedgerStartException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether all that is missing is room on a disk.</summary>
    public bool IsDiskFull { get; init; }
}
