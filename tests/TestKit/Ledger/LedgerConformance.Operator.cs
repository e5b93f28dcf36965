using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

public abstract partial class LedgerConformance
{
    private ILedgerOperator Operator => Subject.Operator;

    [Fact]
    public async Task An_operator_freezes_and_thaws_a_ledger_that_nobody_has_open()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        await Subject.CloseAsync();

        Assert.Equal(OperatorVerdict.Done, await Operator.ActAsync(ledger =>
            ledger.ActAsync(Acts.Freeze(ada, FrozenSides.Debit)).AsTask()));
        Assert.Equal(OperatorVerdict.NotFound, await Operator.ActAsync(ledger =>
            ledger.ActAsync(Acts.Freeze(WalletId.Issuer, FrozenSides.Both)).AsTask()));
        await ReopenAsync();
        await ExpectAsync(OutcomeCode.WalletFrozen, Commands.Transfer(ada, bob, 1));

        await Subject.CloseAsync();
        Assert.Equal(OperatorVerdict.Done, await Operator.ActAsync(ledger =>
            ledger.ActAsync(Acts.Thaw(ada)).AsTask()));
        await ReopenAsync();
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, bob, 1));
    }

    [Fact]
    public async Task Heads_that_an_operator_saved_are_missed_when_history_has_not_got_them()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        await SendAsync(ada, bob, count: 3);
        var file = new StringWriter();
        (await Operator.AuditAsync()).Heads.Save(file);
        var saved = AuditHeads.Load(new StringReader(file.ToString()));

        await SendAsync(ada, bob, count: 2);
        Assert.Empty((await Operator.AuditAsync(saved)).Violations);

        // Another history of the same length, and one that was longer.
        var head = Assert.NotNull(saved.Find(ada.Value));
        foreach (var (sequence, hash) in ((long, byte[])[])[(head.Sequence, new byte[32]), (99, head.Hash)])
        {
            var violations = (await Operator.AuditAsync(new AuditHeads([(ada.Value, sequence, hash)]))).Violations;
            Assert.Equal(7, Assert.Single(violations).Invariant);
        }
    }
}
