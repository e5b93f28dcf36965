namespace Wallet.Ledger.Sqlite;

/// <summary>When the write-ahead log is copied into the file, in pages of 4 KiB.</summary>
internal sealed record LogCopyRules
{
    /// <summary>The default of <see cref="CopyAfterPages"/>: 16 MiB.</summary>
    public const int DefaultCopyAfterPages = 4_096;

    /// <summary>The default of <see cref="RestartAfterPages"/>: 256 MiB.</summary>
    public const int DefaultRestartAfterPages = 65_536;

    /// <summary>The log is copied in portions of this size. Each page of a portion is a scattered write, and commits
    /// wait for the disk meanwhile.</summary>
    public int CopyAfterPages { get; init; } = DefaultCopyAfterPages;

    /// <summary>The log begins anew after this many pages. The more seldom, the cheaper; but what is in the log is read
    /// at the next start.</summary>
    public int RestartAfterPages { get; init; } = DefaultRestartAfterPages;

    /// <summary>Told true when this ledger begins to copy, and false when it has ended. Tests count with it who copies
    /// at a time.</summary>
    public Action<bool>? Watch { get; init; }
}
