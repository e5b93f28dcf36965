using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>A real SQLite ledger in a folder of its own.</summary>
internal sealed class SqliteUnderTest : ILedgerUnderTest
{
    private readonly TempFolder _folder;
    private readonly TimeProvider _time;
    private readonly int _recentKeys;
    private SqliteLedger _ledger;

    public SqliteUnderTest(
        TimeProvider time, int recentKeys = SqliteLedgerOptions.DefaultRecentKeys, TempFolder? folder = null)
    {
        _folder = folder ?? new TempFolder();
        _time = time;
        _recentKeys = recentKeys;
        _ledger = Open();
    }

    public ILedger Ledger => _ledger;

    public IUserStore Users => _ledger;

    public IOperatorStore Operators => _ledger;

    public IHoldStore Holds => _ledger;

    public ISpendingStore Spending => _ledger;

    public IPaymentRequestStore Requests => _ledger;

    public string Path => _folder.File("ledger.db");

    public ILedgerOperator Operator => new SqliteOperator(Options, _time);

    public ValueTask CloseAsync() => _ledger.DisposeAsync();

    public async Task ReopenAsync()
    {
        await CloseAsync();
        _ledger = Open();
    }

    public Task<IReadOnlyList<string>> AuditAsync() =>
        Task.FromResult<IReadOnlyList<string>>(
            [.. SqliteAudit.Run(Path).Violations.Select(static violation => violation.ToString())]);

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        _folder.Dispose();
    }

    private SqliteLedgerOptions Options => new() { Path = Path, RecentKeys = _recentKeys };

    private SqliteLedger Open() => SqliteLedger.Open(Options, _time);
}
