using Orleans.Storage;
using Wallet.Core;
using Wallet.Dashboard;
using Wallet.Grains;

namespace Wallet.Standalone;

/// <summary>The silo in the process: the grains of the cluster, alone, with nothing but HTTP to be reached
/// by.</summary>
internal static class EmbeddedSilo
{
    // Orleans calls both "dev" unless told otherwise.
    private const string ClusterId = "standalone", ServiceId = "wallet";

    public static void AddEmbeddedSilo(this WebApplicationBuilder builder, StandaloneWalletSettings settings)
    {
        builder.Services.AddSingleton<IIdempotencyGate, NoGate>();
        builder.Services.AddKeyedSingleton<IGrainStorage>(LockoutStorage.Provider, static (all, _) =>
            all.GetRequiredService<SqliteLockoutStorage>());
        builder.UseOrleans(silo =>
        {
            // No port is bound: these only name the silo to itself.
            silo.UseLocalhostClustering(gatewayPort: 0, serviceId: ServiceId, clusterId: ClusterId);
            silo.Services.AddDeafListeners();
            silo.AddWalletGrains(settings.Sandbox, settings.Pin.ToOptions());
            silo.AddOrleansDashboard(settings.Operator);
        });
    }
}
