using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

public abstract partial class LedgerConformance
{
    [Fact]
    public async Task What_was_acknowledged_is_there_after_reopening()
    {
        var newcomer = People.New("ada@example.org");
        var (ada, bob) = (await Users.RegisterAsync(newcomer, [Commands.Wallet("ada")]), await OpenWalletAsync("bob"));
        Assert.True(await Users.ReplacePasswordAsync(newcomer.Id, newcomer.Password, People.Hash()));
        await Ledger.FundAsync(ada!.Value, 1000);
        var (paid, refused) =
            (Commands.Transfer(ada.Value, bob, 300, note: "rent"), Commands.Transfer(ada.Value, bob, 5000));
        var decision = await ExpectAsync(OutcomeCode.Committed, paid);
        await ExpectAsync(OutcomeCode.InsufficientFunds, refused);
        await Operators.SetFrozenAsync(bob, true);

        async Task<object?[]> EverythingAsync() =>
        [
            await Users.FindAsync(newcomer.Id), await Users.FindByEmailAsync(newcomer.Email),
            await Ledger.FindWalletAsync(ada.Value), await Ledger.FindWalletAsync(bob),
            await Ledger.FindWalletAsync(WalletId.Issuer),
            await Ledger.FindTransferAsync(paid.ProposedId), await Ledger.FindKeyAsync(ada.Value, paid.Key),
            await Ledger.FindKeyAsync(ada.Value, refused.Key),
            .. await Ledger.ReadAllAsync(ada.Value), .. await Ledger.ReadAllAsync(bob),
            .. await Ledger.ReadAllAsync(WalletId.Issuer),
        ];

        var before = await EverythingAsync();
        Assert.DoesNotContain(null, before);
        await ReopenAsync();

        Assert.Equal(before, await EverythingAsync());
        Assert.Equal(decision with { Replayed = true }, await Ledger.CommitOneAsync(paid.Again()));
        Assert.Equal(
            new Decision(OutcomeCode.InsufficientFunds, Replayed: true), await Ledger.CommitOneAsync(refused.Again()));
        Assert.Null(await Users.RegisterAsync(People.New("ada@example.org"), [Commands.Wallet("ada2")]));
    }

    [Fact]
    public async Task Chains_go_on_where_they_were_after_reopening()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        await SendAsync(ada, bob, count: 3);
        await ReopenAsync();
        await SendAsync(ada, bob, count: 3);

        Assert.Equal([7, 6, 5, 4, 3, 2, 1], (await Ledger.ReadAllAsync(ada)).Select(static entry => entry.Sequence));
        Assert.Equal([94, 95, 96, 97, 98, 99, 100], (await Ledger.ReadAllAsync(ada))
            .Select(static entry => entry.BalanceAfterMinor));
        Assert.Equal(
            [7, 6, 5, 4, 3, 2], (await Ledger.ReadAllAsync(ada, new HistoryQuery(2, Direction: Direction.Debit)))
            .Select(static entry => entry.Sequence));
    }
}
