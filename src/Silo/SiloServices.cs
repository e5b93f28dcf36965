using StackExchange.Redis;
using Wallet.Cluster;
using Wallet.Core;
using Wallet.Grains;
using Wallet.Hosting;

namespace Wallet.Silo;

/// <summary>What the grains of a silo need.</summary>
public static class SiloServices
{
    /// <summary>Adds the ledger, the hashing of secrets, the routine's options, and the gate.</summary>
    /// <exception cref="StartException">The gate's connection string is none.</exception>
    public static void AddSiloServices(this IServiceCollection services, ClusterSettings settings, OpenLedger ledger)
    {
        services.AddStores(settings, ledger);
        services.AddSingleton(settings.Wallet.Routine.ToOptions());
        var gate = RedisConnections.ForGate(settings);
        services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(gate));
        services.AddSingleton<RedisGate>();
        services.AddSingleton<IIdempotencyGate>(static provider => provider.GetRequiredService<RedisGate>());
    }
}
