using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>A command arrives at the ledger's grain as it was sent.</summary>
public sealed class CommandMessageTests
{
    [Fact]
    public void It_is_read_back_with_whoever_asked_for_it()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var (ada, bob) = (Commands.Wallet("ada"), Commands.Wallet("bob"));
        var paid = new Transfer(
            TransferId.New(TimeProvider.System), ada, bob, Amount.From(7), 0, 7, default, null, Operation.Transfer);
        foreach (var command in (LedgerCommand[])
        [
            Commands.Transfer(ada, bob, 5, note: "tea"), Commands.Deposit(ada, 5), Commands.Reversal(paid),
            Commands.Reversal(paid, 3) with { By = OperatorKeyId.New(TimeProvider.System) },
        ])
            Assert.Equal(command, serializer.Deserialize<LedgerCommand>(serializer.SerializeToArray(command)));
    }
}
