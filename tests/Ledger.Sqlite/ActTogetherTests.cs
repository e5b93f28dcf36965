using Wallet.TestKit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>Acts of operators in a SQLite ledger, in which a trigger fails a statement in the middle of a
/// transaction.</summary>
public sealed class ActTogetherTests : ActTogetherContract
{
    /// <inheritdoc/>
    protected override Task<ILedgerUnderTest> OpenAsync(TimeProvider time) =>
        Task.FromResult<ILedgerUnderTest>(new SqliteUnderTest(time));

    /// <inheritdoc/>
    protected override Task RefuseAsync(ILedgerUnderTest ledger, ActWrite write) => ChangeAsync(ledger, $"""
        CREATE TRIGGER refused BEFORE {write switch
    {
        ActWrite.Row => "INSERT ON operator_acts",
        ActWrite.Freeze => "UPDATE ON balances",
        // A batch replaces the rows.
        ActWrite.Balances => "INSERT ON balances",
        ActWrite.Entries => "INSERT ON entries",
        ActWrite.User => "UPDATE ON users",
        ActWrite.NewKey => "INSERT ON operator_keys",
        ActWrite.RevokedKey => "UPDATE ON operator_keys",
        _ => throw new ArgumentOutOfRangeException(nameof(write), write, null),
    }} BEGIN SELECT RAISE(ABORT, 'refused'); END
        """);

    /// <inheritdoc/>
    protected override Task AllowAsync(ILedgerUnderTest ledger) => ChangeAsync(ledger, "DROP TRIGGER refused");

    private static async Task ChangeAsync(ILedgerUnderTest ledger, string sql)
    {
        await ledger.CloseAsync();
        using (var file = new DamageFile(((SqliteUnderTest)ledger).Path))
            file.Run(sql);
        await ledger.ReopenAsync();
    }
}
