using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Wallet.Core;

namespace Wallet.Grains;

/// <summary>What every silo of the wallet is made of, whatever its stores are.</summary>
public static class GrainServices
{
    /// <summary>
    /// Adds what the grains share in one silo. The host registers the ports: <see cref="ILedger"/>,
    /// <see cref="IUserStore"/>, <see cref="IHoldStore"/>, <see cref="IIdempotencyGate"/>, <see cref="SecretHasher"/>,
    /// <see cref="HashingQueue"/>, and the lockouts' storage under <see cref="LockoutStorage.Provider"/>; and
    /// <see cref="RoutineOptions"/>, if there is a routine.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="depositsAllowed">See <see cref="TransferGrainOptions.DepositsAllowed"/>.</param>
    /// <param name="pins">The settings of the PINs' lockout.</param>
    public static void AddWalletGrains(this ISiloBuilder silo, bool depositsAllowed, PinOptions pins)
    {
        var services = silo.Services;
        services.AddSingleton<LedgerCommitter>();
        services.AddSingleton<SiloCommitter>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static all =>
            all.GetRequiredService<SiloCommitter>());
        services.TryAddSingleton(new RoutineOptions());
        services.AddSingleton<Routine>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static all => all.GetRequiredService<Routine>());
        services.AddSingleton<HoldSweeper>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static all =>
            all.GetRequiredService<HoldSweeper>());
        services.AddSingleton(new TransferGrainOptions { DepositsAllowed = depositsAllowed });
        services.AddSingleton(pins);
        services.TryAddSingleton(new IdleOptions());
        services.AddSingleton(new SignInOptions());
        silo.Configure<SiloMessagingOptions>(static messaging =>
            messaging.ResponseTimeout = TransferChain.CommitDeadline);
    }
}
