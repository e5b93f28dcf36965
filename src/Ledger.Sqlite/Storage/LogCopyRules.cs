namespace Wallet.Ledger.Sqlite;

/// <summary>When the write-ahead log is copied into the file, in pages of 4 KiB.</summary>
internal sealed record LogCopyRules
{
    /// <summary>The default of <see cref="CopyAfterPages"/>: 16 MiB.</summary>
    public const int DefaultCopyAfterPages = 4_096;

    /// <summary>The default of <see cref="RestartAfterPages"/>: 64 MiB.</summary>
    public const int DefaultRestartAfterPages = 16_384;

    /// <summary>It is copied in portions: the disk has a scattered write for each page of a portion, and meanwhile
    /// commits wait for the disk.</summary>
    public int CopyAfterPages { get; init; } = DefaultCopyAfterPages;

    /// <summary>The log begins anew after so many. Commits pause for a moment then, and what is in the log is read once
    /// at the next start; a log of four times the size made the ledger no faster.</summary>
    public int RestartAfterPages { get; init; } = DefaultRestartAfterPages;

    /// <summary>Told true when this ledger begins to copy, and false when it has ended. Tests count with it who copies
    /// at a time.</summary>
    public Action<bool>? Watch { get; init; }
}
