namespace Wallet.Ledger.Sqlite;

/// <summary>How to open a SQLite ledger.</summary>
public sealed record SqliteLedgerOptions
{
    /// <summary>The default of <see cref="RecentKeys"/>.</summary>
    public const int DefaultRecentKeys = 262_144;

    /// <summary>The largest <see cref="RecentKeys"/>.</summary>
    public const int MaxRecentKeys = 1_000_000;

    /// <summary>The ledger file. It is made if it does not exist; its folder must exist and be on a local file
    /// system.</summary>
    public required string Path { get; init; }

    /// <summary>Whether other processes on this machine may open the ledger too (silos that share a file). The modes
    /// exclude each other.</summary>
    public bool Shared { get; init; }

    /// <summary>How many idempotency keys are collected in memory, some 100 bytes each, before they are merged into the
    /// index on the disk; up to about twice as many are there at a time, and are read again at a start. The more, the
    /// fewer pages a large ledger writes for each transfer.</summary>
    public int RecentKeys
    {
        get;
        init => field = value is >= 1 and <= MaxRecentKeys
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "1 to 1,000,000 keys are collected.");
    } = DefaultRecentKeys;

    /// <summary>The one currency of the ledger, ISO 4217. It is written into a new ledger; an old one in another
    /// currency is refused.</summary>
    public string Currency { get; init; } = "INR";

    /// <summary>When the write-ahead log is copied into the file.</summary>
    internal LogCopyRules LogCopying { get; init; } = new();
}
