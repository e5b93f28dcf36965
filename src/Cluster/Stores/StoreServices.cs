using Microsoft.Extensions.DependencyInjection;
using Wallet.Core;
using Wallet.Hosting;

namespace Wallet.Cluster;

/// <summary>What silos and gateways register alike.</summary>
public static class StoreServices
{
    /// <summary>Adds the ledger, its users and its operators, and the hashing of secrets.</summary>
    public static void AddStores(this IServiceCollection services, ClusterSettings settings, OpenLedger ledger)
    {
        // Made by the container, so that it is disposed of with it; the others are only views of it.
        services.AddSingleton(_ => ledger);
        services.AddSingleton<ILedger>(ledger.Ledger);
        services.AddSingleton<IUserStore>(ledger.Ledger);
        services.AddSingleton<IOperatorStore>(ledger.Ledger);
        services.AddSingleton<IHoldStore>(ledger.Ledger);
        services.AddSingleton<ISpendingStore>(ledger.Ledger);
        services.AddSingleton<IPaymentRequestStore>(ledger.Ledger);
        services.AddSingleton(ledger.Clock);
        services.AddHostedService<ClockWatch>();
        if (settings.Wallet.FindKeyFile() is { } file)
        {
            services.AddSingleton(file);
            services.AddLiveKeys();
        }
        else
        {
            services.AddSingleton(new PepperRing(settings.Wallet.Peppers));
        }

        services.AddHashing(settings.Wallet);
    }

    /// <summary>
    /// Has the container hold the ledger before anything else, so that it is disposed of last: after all that may still
    /// use it.
    /// </summary>
    public static void HoldStores(this IServiceProvider services)
    {
        services.GetRequiredService<OpenLedger>();
        // A file of keys that can't be used stops the start.
        services.GetService<LiveKeys>();
    }
}
