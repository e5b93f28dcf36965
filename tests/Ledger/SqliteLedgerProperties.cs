using Wallet.Suites;

namespace Wallet.Ledger.Tests;

/// <summary>Random histories on SQLite.</summary>
public sealed class SqliteLedgerProperties : LedgerProperties
{
    /// <inheritdoc/>
    protected override Task<ILedgerUnderTest> OpenAsync(TimeProvider time) => Task.FromResult<ILedgerUnderTest>(new SqliteUnderTest(time));
}
