using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>What happens to the bundles that reach the ledger's grain: by default, nothing but that they are
/// committed.</summary>
internal sealed class LedgerWire : IIncomingGrainCallFilter
{
    /// <summary>Told of a bundle's size and how to have it committed; what it throws is what the sender gets.</summary>
    public Func<int, Func<Task>, Task> Deliver { get; set; } = static (_, commitAsync) => commitAsync();

    public Task Invoke(IIncomingGrainCallContext context) =>
        context.InterfaceMethod.DeclaringType == typeof(ILedgerGrain)
            && context.MethodName == nameof(ILedgerGrain.CommitAsync)
            ? Deliver(((LedgerCommand[])context.Request.GetArgument(0)!).Length, context.Invoke)
            : context.Invoke();
}
