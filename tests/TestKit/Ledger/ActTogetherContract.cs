using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

/// <summary>Something that the transaction of an act writes, and that a store can be made to refuse.</summary>
public enum ActWrite
{
    /// <summary>The new row of the operators' log.</summary>
    Row,

    /// <summary>How a wallet is frozen.</summary>
    Freeze,

    /// <summary>The balances of a transfer.</summary>
    Balances,

    /// <summary>The entries of a transfer.</summary>
    Entries,

    /// <summary>What is kept of a user.</summary>
    User,

    /// <summary>A new key of an operator.</summary>
    NewKey,

    /// <summary>That a key was revoked.</summary>
    RevokedKey,
}

/// <summary>An act and its row of the operators' log are one transaction: what can't be logged is not done, and what
/// can't be done is not logged.</summary>
public abstract class ActTogetherContract
{
    private readonly FakeTime _time = new();

    /// <summary>Opens a new ledger.</summary>
    protected abstract Task<ILedgerUnderTest> OpenAsync(TimeProvider time);

    /// <summary>Has the store refuse to write something in the middle of a transaction, as one does whose disk
    /// fails.</summary>
    protected abstract Task RefuseAsync(ILedgerUnderTest ledger, ActWrite write);

    /// <summary>Has the store write everything again.</summary>
    protected abstract Task AllowAsync(ILedgerUnderTest ledger);

    [Fact]
    public async Task What_can_not_be_logged_is_not_done()
    {
        await using var ledger = await OpenAsync(_time);
        var (ada, user, key, paid) = await MakeAsync(ledger);
        var before = (await ledger.Users.FindAsync(user))!.TokenGeneration;

        await RefuseAsync(ledger, ActWrite.Row);
        OperatorAct[] acts =
        [
            Acts.Freeze(ada, FrozenSides.Both), Acts.AddKey(OperatorScopes.Read), Acts.Revoke(key), SignOut(user),
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

    [Theory]
    [InlineData(ActWrite.Freeze)]
    [InlineData(ActWrite.User)]
    [InlineData(ActWrite.NewKey)]
    [InlineData(ActWrite.RevokedKey)]
    public async Task What_can_not_be_done_is_not_logged(ActWrite write)
    {
        await using var ledger = await OpenAsync(_time);
        var (ada, user, key, _) = await MakeAsync(ledger);
        var rows = await ledger.Operators.ReadOperatorLogAsync(200);
        OperatorAct act = write switch
        {
            ActWrite.Freeze => Acts.Freeze(ada, FrozenSides.Both),
            ActWrite.User => SignOut(user),
            ActWrite.NewKey => Acts.AddKey(OperatorScopes.Read),
            _ => Acts.Revoke(key),
        };

        await RefuseAsync(ledger, write);
        await Assert.ThrowsAnyAsync<LedgerException>(() => ledger.Operators.ActAsync(act).AsTask());

        Assert.Equal(rows.Count, (await ledger.Operators.ReadOperatorLogAsync(200)).Count);
        await AllowAsync(ledger);
        Assert.Empty(await ledger.AuditAsync());
        // It was the refusal that it could not be done for.
        Assert.Equal(OperatorVerdict.Done, await ledger.Operators.ActAsync(act));
        Assert.Equal(rows.Count + 1, (await ledger.Operators.ReadOperatorLogAsync(200)).Count);
    }

    [Theory]
    [InlineData(ActWrite.Balances)]
    [InlineData(ActWrite.Entries)]
    public async Task A_reversal_that_can_not_be_done_is_not_logged(ActWrite write)
    {
        await using var ledger = await OpenAsync(_time);
        var (_, _, _, paid) = await MakeAsync(ledger);
        var rows = await ledger.Operators.ReadOperatorLogAsync(200);

        await RefuseAsync(ledger, write);
        await Assert.ThrowsAnyAsync<Exception>(
            () => ledger.Ledger.CommitAsync([Commands.Reversal(paid, 10, "r1")]).AsTask());

        Assert.Equal(rows.Count, (await ledger.Operators.ReadOperatorLogAsync(200)).Count);
        await AllowAsync(ledger);
        Assert.Empty(await ledger.AuditAsync());
        Assert.Equal(
            OutcomeCode.Committed, (await ledger.Ledger.CommitAsync([Commands.Reversal(paid, 10, "r1")]))[0].Code);
        Assert.Equal(rows.Count + 1, (await ledger.Operators.ReadOperatorLogAsync(200)).Count);
    }

    private static SignOutUser SignOut(UserId user) => new(user, null, Note.Parse("lost the phone"));

    private static async Task<(WalletId Ada, UserId User, OperatorKeyId Key, Transfer Paid)> MakeAsync(
        ILedgerUnderTest ledger)
    {
        var user = People.New("ada@example.org");
        var ada = Assert.NotNull(await ledger.Users.RegisterAsync(user, [Commands.Wallet("ada")]));
        var bob = Assert.NotNull(
            await ledger.Users.RegisterAsync(People.New("bob@example.org"), [Commands.Wallet("bob")]));
        await ledger.Ledger.CommitAsync([Commands.Deposit(ada, 100)]);
        var key = Acts.AddKey(OperatorScopes.Read);
        Assert.Equal(OperatorVerdict.Done, await ledger.Operators.ActAsync(key));
        var paid = (await ledger.Ledger.CommitAsync([Commands.Transfer(ada, bob, 40)]))[0].Transfer!;
        return (ada, user.Id, key.Key.Id, paid);
    }
}
