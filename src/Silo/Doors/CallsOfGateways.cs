using System.Collections.Concurrent;
using Wallet.Cluster;
using Wallet.Grains.Abstractions;

namespace Wallet.Silo;

/// <summary>Lets gateways call the interfaces that say they are for gateways, and no others. The port for gateways sees
/// to it that the sender, by which a gateway is known here, is the true one.</summary>
internal sealed class CallsOfGateways(Refusals refusals) : IIncomingGrainCallFilter
{
    private static readonly ConcurrentDictionary<Type, bool> Known = new();

    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.SourceId is not { } source || !GatewayIds.IsOutside(source)
            || Known.GetOrAdd(context.Request.GetInterfaceType(), IsForGateways))
            return context.Invoke();
        refusals.Add(DoorPort.Gateway, Refusal.Call, from: null);
        throw new UnauthorizedAccessException("This is not for gateways.");
    }

    private static bool IsForGateways(Type called) => called.IsDefined(typeof(ForGatewaysAttribute), inherit: false)
        // What clients ask for the grains' types; no other part of a silo's runtime can be reached from outside.
        || called.FullName == "Orleans.Runtime.IClusterManifestSystemTarget";
}
