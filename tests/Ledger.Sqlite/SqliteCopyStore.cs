using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>A folder for a SQLite ledger.</summary>
internal sealed class SqliteCopyStore : ICopyStore
{
    private readonly TempFolder _folder = new();

    public string Path => _folder.File("ledger.db");

    public Task<ILedgerUnderTest> OpenAsync(TimeProvider time) =>
        Task.FromResult<ILedgerUnderTest>(new SqliteUnderTest(time, recentKeys: 20, _folder));

    public Task<ICopySource> OpenSourceAsync() =>
        Task.FromResult<ICopySource>(SqliteCopySource.Open(Path, sliceRows: 7));

    public Task<ICopyTarget> OpenTargetAsync() => Task.FromResult<ICopyTarget>(SqliteCopyTarget.Open(Path));

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
