using Wallet.TestKit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>The conformance suite on SQLite.</summary>
public sealed class SqliteLedgerConformance : LedgerConformance
{
    /// <inheritdoc/>
    protected override Task<ILedgerUnderTest> OpenAsync(TimeProvider time) =>
        Task.FromResult<ILedgerUnderTest>(new SqliteUnderTest(time));
}

/// <summary>The conformance suite on SQLite, with keys that are merged into their index at once.</summary>
public sealed class SqliteLedgerMergingConformance : LedgerConformance
{
    /// <inheritdoc/>
    protected override Task<ILedgerUnderTest> OpenAsync(TimeProvider time) =>
        Task.FromResult<ILedgerUnderTest>(new SqliteUnderTest(time, recentKeys: 1));
}
