using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>Tests of a ledger's write-ahead log.</summary>
public abstract class LogTests : IDisposable
{
    private protected TempFolder Folder { get; } = new();

    protected string Path => Folder.File("ledger.db");

    protected string Log => Path + "-wal";

    /// <inheritdoc/>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Folder.Dispose();
    }

    private protected SqliteLedger Open(LogCopyRules rules) =>
        SqliteLedger.Open(
            new SqliteLedgerOptions { Path = Path, Shared = true, LogCopying = rules }, TimeProvider.System);

    protected static async Task<WalletId[]> RegisterAsync(SqliteLedger ledger, int count, int from = 0)
    {
        var wallets = new WalletId[count];
        for (var i = 0; i < count; i++)
            wallets[i] = await ledger.RegisterWalletAsync($"w{from + i}");
        return wallets;
    }

    // Some 20 pages.
    protected static async Task CommitAsync(SqliteLedger ledger, WalletId[] wallets) =>
        await ledger.CommitAsync(
            [.. Enumerable.Range(0, 64).Select(i => Commands.Deposit(wallets[i % wallets.Length], 1))]);

    protected (long Pages, long Copied) Measure()
    {
        using var db = new Database(Path, OpenMode.Read);
        db.Scalar("SELECT count(*) FROM settings");
        return db.LogLength();
    }
}
