using Wallet.TestKit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>Random histories on SQLite, with keys that are merged into their index all the time.</summary>
public sealed class SqliteLedgerProperties : LedgerProperties
{
    /// <inheritdoc/>
    protected override Task<ILedgerUnderTest> OpenAsync(TimeProvider time) =>
        Task.FromResult<ILedgerUnderTest>(new SqliteUnderTest(time, recentKeys: 7));
}
