using System.Collections.Concurrent;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>Counts the calls that the project's grains receive, by method.</summary>
internal sealed class CallCounter : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<string, int> _calls = new();

    /// <summary>Calls by method, <c>ILedgerGrain.CommitAsync</c>.</summary>
    public IReadOnlyDictionary<string, int> Calls => _calls;

    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.InterfaceMethod.DeclaringType is { Namespace: "Wallet.Grains.Abstractions" } type)
            _calls.AddOrUpdate($"{type.Name}.{context.MethodName}", 1, static (_, count) => count + 1);
        return context.Invoke();
    }

    public void Clear() => _calls.Clear();
}
