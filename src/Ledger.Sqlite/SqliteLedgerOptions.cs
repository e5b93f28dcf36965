namespace Wallet.Ledger.Sqlite;

/// <summary>How to open a SQLite ledger.</summary>
public sealed record SqliteLedgerOptions
{
    /// <summary>The ledger file. It is made if it does not exist; its folder must exist and be on a local file system.</summary>
    public required string Path { get; init; }

    /// <summary>Whether other processes on this machine may open the ledger too (silos that share a file). The modes exclude each other.</summary>
    public bool Shared { get; init; }

    /// <summary>The one currency of the ledger, ISO 4217. It is written into a new ledger; an old one in another currency is refused.</summary>
    public string Currency { get; init; } = "INR";
}
