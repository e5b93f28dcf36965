using Wallet.TestKit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>Opens ledgers that keep few keys in memory, so that keys are merged all the time.</summary>
internal static class MergingLedger
{
    /// <summary>How many keys are collected before they are merged.</summary>
    public const int RecentKeys = 40;

    public static SqliteLedger Open(
        TempFolder folder, int recentKeys = RecentKeys, bool shared = false, string file = "ledger.db") =>
        SqliteLedger.Open(new SqliteLedgerOptions
        {
            Path = folder.File(file),
            RecentKeys = recentKeys,
            Shared = shared
        }, TimeProvider.System);
}
