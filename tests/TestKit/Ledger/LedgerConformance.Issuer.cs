using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

public abstract partial class LedgerConformance
{
    [Fact]
    public async Task The_issuer_is_made_with_the_ledger()
    {
        var issuer = await Ledger.FindWalletAsync(WalletId.Issuer);

        Assert.NotNull(issuer);
        Assert.Equal((0, null), (issuer.BalanceMinor, issuer.Freeze));
        await ReopenAsync();
        Assert.Equal(issuer, await Ledger.FindWalletAsync(WalletId.Issuer));
    }

    [Fact]
    public async Task A_deposit_makes_the_issuer_owe_what_the_wallet_gets()
    {
        var ada = await OpenWalletAsync("ada");
        var decision = await ExpectAsync(OutcomeCode.Committed, Commands.Deposit(ada, 700));

        Assert.Equal((WalletId.Issuer, ada, -700, 700), (
            decision.Transfer!.Sender, decision.Transfer.Receiver, decision.Transfer.SenderBalanceAfterMinor,
            decision.Transfer.ReceiverBalanceAfterMinor));
        Assert.Equal(700, await Ledger.BalanceAsync(ada));
        Assert.Equal(-700, await Ledger.BalanceAsync(WalletId.Issuer));
        var debit = Assert.Single(await Ledger.ReadAllAsync(WalletId.Issuer));
        Assert.Equal((Direction.Debit, ada, 700, -700),
            (debit.Direction, debit.Counterparty, debit.Amount.Minor, debit.BalanceAfterMinor));
    }

    [Fact]
    public async Task The_issuer_receives_nothing()
    {
        var ada = await OpenWalletAsync("ada", 100);
        var command = Commands.Transfer(ada, WalletId.Issuer, 1);

        await ExpectAsync(OutcomeCode.ReceiverNotFound, command);

        Assert.Equal(OutcomeCode.ReceiverNotFound, (await Ledger.FindKeyAsync(ada, command.Key))?.Code);
        Assert.Equal(100, await Ledger.BalanceAsync(ada));
    }

    [Fact]
    public async Task The_issuer_cannot_be_frozen()
    {
        var ada = await OpenWalletAsync("ada");

        foreach (var act in (OperatorAct[])[Acts.Freeze(WalletId.Issuer, FrozenSides.Both), Acts.Thaw(WalletId.Issuer)])
            Assert.Equal(OperatorVerdict.NotFound, await Operators.ActAsync(act));

        Assert.Null((await Ledger.FindWalletAsync(WalletId.Issuer))!.Freeze);
        await ExpectAsync(OutcomeCode.Committed, Commands.Deposit(ada, 1));
    }
}
