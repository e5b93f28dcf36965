using Wallet.Core;
using Wallet.TestKit;
using Xunit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>An act and its row of the operators' log are one transaction: what can't be logged is not done, and what
/// can't be done is not logged.</summary>
public sealed class ActTogetherTests
{
    private const string NoRow = "operator_acts", NoEffect = "balances", NoEntry = "entries";

    private readonly FakeTime _time = new();

    [Fact]
    public async Task What_can_not_be_logged_is_not_done()
    {
        await using var ledger = new SqliteUnderTest(_time);
        var (ada, bob, user, key) = await MakeAsync(ledger);
        var paid = (await ledger.Ledger.CommitAsync([Commands.Transfer(ada, bob, 40)]))[0].Transfer!;
        var before = (await ledger.Users.FindAsync(user))!.TokenGeneration;

        await RefuseAsync(ledger, "INSERT", NoRow);
        OperatorAct[] acts =
        [
            Acts.Freeze(ada, FrozenSides.Both), Acts.AddKey(OperatorScopes.Read), Acts.Revoke(key.Key.Id),
            new SignOutUser(user, null, Note.Parse("lost the phone")),
        ];
        foreach (var act in acts)
            await Assert.ThrowsAnyAsync<LedgerException>(() => ledger.Operators.ActAsync(act).AsTask());
        await Assert.ThrowsAnyAsync<Exception>(
            () => ledger.Ledger.CommitAsync([Commands.Reversal(paid, 10, "r1")]).AsTask());

        Assert.Null(await ledger.Operators.FindFreezeAsync(ada));
        Assert.Null(Assert.Single(await ledger.Operators.ListOperatorKeysAsync()).RevokedAt);
        Assert.Equal(before, (await ledger.Users.FindAsync(user))!.TokenGeneration);
        Assert.Equal(0, await ledger.Ledger.FindGivenBackAsync(paid.Id));
        await AllowAsync(ledger);
        Assert.Empty(await ledger.AuditAsync());
        // The key of the reversal was not used up.
        var back = (await ledger.Ledger.CommitAsync([Commands.Reversal(paid, 10, "r1")]))[0];
        Assert.Equal(OutcomeCode.Committed, back.Code);
    }

    [Fact]
    public async Task What_can_not_be_done_is_not_logged()
    {
        await using var ledger = new SqliteUnderTest(_time);
        var (ada, bob, _, _) = await MakeAsync(ledger);
        var paid = (await ledger.Ledger.CommitAsync([Commands.Transfer(ada, bob, 40)]))[0].Transfer!;
        var rows = await ledger.Operators.ReadOperatorLogAsync(200);

        await RefuseAsync(ledger, "UPDATE", NoEffect);
        await Assert.ThrowsAnyAsync<LedgerException>(
            () => ledger.Operators.ActAsync(Acts.Freeze(ada, FrozenSides.Both)).AsTask());
        await AllowAsync(ledger);
        await RefuseAsync(ledger, "INSERT", NoEntry);
        await Assert.ThrowsAnyAsync<Exception>(
            () => ledger.Ledger.CommitAsync([Commands.Reversal(paid, 10, "r1")]).AsTask());

        Assert.Equal(rows.Count, (await ledger.Operators.ReadOperatorLogAsync(200)).Count);
        await AllowAsync(ledger);
        Assert.Empty(await ledger.AuditAsync());
    }

    private static async Task<(WalletId Ada, WalletId Bob, UserId User, AddOperatorKey Key)> MakeAsync(
        SqliteUnderTest ledger)
    {
        var user = People.New("ada@example.org");
        var ada = Assert.NotNull(await ledger.Users.RegisterAsync(user, [Commands.Wallet("ada")]));
        var bob = Assert.NotNull(
            await ledger.Users.RegisterAsync(People.New("bob@example.org"), [Commands.Wallet("bob")]));
        await ledger.Ledger.CommitAsync([Commands.Deposit(ada, 100)]);
        var key = Acts.AddKey(OperatorScopes.Read);
        Assert.Equal(OperatorVerdict.Done, await ledger.Operators.ActAsync(key));
        return (ada, bob, user.Id, key);
    }

    // As a disk does that fails in the middle of a transaction.
    private static Task RefuseAsync(SqliteUnderTest ledger, string what, string table) => ChangeAsync(ledger, $"""
        CREATE TRIGGER refused BEFORE {what} ON {table} BEGIN SELECT RAISE(ABORT, 'refused'); END
        """);

    private static Task AllowAsync(SqliteUnderTest ledger) => ChangeAsync(ledger, "DROP TRIGGER refused");

    private static async Task ChangeAsync(SqliteUnderTest ledger, string sql)
    {
        await ledger.CloseAsync();
        using (var file = new DamageFile(ledger.Path))
            file.Run(sql);
        await ledger.ReopenAsync();
    }
}
