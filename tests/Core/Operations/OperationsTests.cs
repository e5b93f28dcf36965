using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class OperationsTests
{
    // Codes are stored: these rows are only ever added to.
    [Theory]
    [InlineData(Operation.Transfer, 1, "transfer", KeyOwner.Sender, null, null)]
    [InlineData(Operation.Deposit, 2, "deposit", KeyOwner.Receiver, "issuer@wallet", null)]
    [InlineData(Operation.Reversal, 3, "reversal", KeyOwner.Issuer, null, null, Operation.Transfer, Operation.Capture)]
    [InlineData(Operation.Refund, 4, "refund", KeyOwner.Sender, null, null, Operation.Transfer, Operation.Capture)]
    [InlineData(Operation.Hold, 5, "hold", KeyOwner.Sender, null, "escrow@wallet")]
    [InlineData(Operation.Capture, 6, "capture", KeyOwner.Receiver, "escrow@wallet", null, Operation.Hold)]
    [InlineData(Operation.Release, 7, "release", KeyOwner.HoldReceiver, "escrow@wallet", null, Operation.Hold)]
    public void What_is_known_of_an_operation_never_changes(
        Operation operation, byte code, string name, KeyOwner owner, string? from, string? to,
        params Operation[] refersTo)
    {
        var rules = Operations.Of(operation);

        Assert.Equal(code, (byte)operation);
        Assert.Equal((operation, name, owner, from, to),
            (rules.Code, rules.Name, rules.KeyOwner, rules.ComesFrom?.Value, rules.GoesTo?.Value));
        Assert.Equal(refersTo, rules.RefersTo);
        Assert.Equal(
            (operation == Operation.Reversal, operation == Operation.Capture,
                operation is not (Operation.Reversal or Operation.Release),
                operation is Operation.Transfer or Operation.Hold),
            (rules.IsOperators, rules.GoesOn, rules.StopsAtFreezes, rules.CountsTowardsLimits));
    }

    [Fact]
    public void Every_operation_has_rules_and_nothing_else_does()
    {
        Assert.Equal(Enum.GetValues<Operation>(), Operations.All.Select(static rules => rules.Code));
        Assert.Equal(
            Operations.All, Enumerable.Range(-1, 1000).Select(static code => Operations.Find(code))
                .OfType<OperationRules>());
        Assert.All(Operations.All, static rules => Assert.Same(rules, Operations.Find(rules.Name)));
        Assert.Null(Operations.Find("Transfer"));
        Assert.Null(Operations.Find(Operations.NotRecorded));
        Assert.Throws<InvalidOperationException>(() => Operations.Of((Operation)99));
    }

    [Fact]
    public void Only_a_transfer_pays_requests() => Assert.Equal(
        [Operation.Transfer],
        Operations.All.Where(static rules => rules.PaysRequests).Select(static rules => rules.Code));

    [Fact]
    public void A_link_where_there_can_be_none_is_an_error_here()
    {
        var (ada, bob) = (Commands.Wallet("ada"), Commands.Wallet("bob"));
        var command = Commands.Deposit(bob, 1) with { Link = TransferId.New(TimeProvider.System) };
        var batch = new LedgerBatch([command]);
        batch.Tell(WalletStates.Of(ada, 10), WalletStates.Of(bob, 10));

        Assert.Equal([command.Link.Value], batch.FindLinks());
        Assert.Equal("A deposit with a link reached the ledger.",
            Assert.Throws<InvalidOperationException>(() => batch.Decide(default)).Message);
    }
}
