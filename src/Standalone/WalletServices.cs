using Orleans.Serialization;
using Wallet.Api;
using Wallet.Core;
using Wallet.Grains;
using Wallet.Hosting;
using Wallet.Ledger.Sqlite;

namespace Wallet.Standalone;

/// <summary>What the standalone host is made of.</summary>
internal static class WalletServices
{
    public static void AddWallet(this IServiceCollection services, StandaloneWalletSettings settings)
    {
        services.AddSingleton(settings);

        services.AddSingleton(_ => DataFolder.Open(settings.FullDataDir));
        services.AddSingleton(static all => all.GetRequiredService<DataFolder>().OpenKeys());
        services.AddLiveKeys();
        services.AddSingleton(static all => TokenKeys.In(all.GetRequiredService<LiveKeys>()));
        services.AddSingleton(static all => OpenLedger(all));
        services.AddSingleton<ILedger>(static all => all.GetRequiredService<SqliteLedger>());
        services.AddSingleton<IUserStore>(static all => all.GetRequiredService<SqliteLedger>());
        services.AddSingleton<ILedgerOperator>(static all => new SqliteOperator(
            all.GetRequiredService<StandaloneWalletSettings>().Ledger, all.GetRequiredService<TimeProvider>())
        {
            Lockouts = all.GetRequiredService<DataFolder>().Lockouts,
        });
        services.AddSingleton(settings.Routine.ToOptions());
        services.AddSingleton<IOperatorStore>(static all => all.GetRequiredService<SqliteLedger>());
        services.AddSingleton<IHoldStore>(static all => all.GetRequiredService<SqliteLedger>());
        services.AddSingleton<ISpendingStore>(static all => all.GetRequiredService<SqliteLedger>());
        services.AddSingleton<IPaymentRequestStore>(static all => all.GetRequiredService<SqliteLedger>());
        services.AddSingleton(static all => all.GetRequiredService<SqliteLedger>().Clock);
        services.AddHostedService<ClockWatch>();
        services.AddSingleton(static all => OpenLockouts(all));

        services.AddHashing(settings);
        services.AddSingleton<ITokenGenerations, TokenGenerations>();

        services.AddReadiness()
            .AddPart("ledger", static all => all.GetRequiredService<ILedger>().IsReadyAsync())
            // Without the lockouts' file no secret is compared.
            .AddPart("lockouts", static all => new(all.GetRequiredService<SqliteLockoutStorage>().IsReady()));
    }

    /// <summary>
    /// Opens what can fail to open, in this order. They are closed in the reverse order, after the web server: the
    /// committer finishes what it has accepted, then the stores close, and the folder's lock goes last. Ports are
    /// resolved before the committer too, because the container closes whatever it handed out, under each of its names.
    /// </summary>
    public static void OpenStores(this IServiceProvider services)
    {
        services.GetRequiredService<DataFolder>();
        services.GetRequiredService<LiveKeys>();
        services.GetRequiredService<ILedger>();
        services.GetRequiredService<IUserStore>();
        services.GetRequiredService<IOperatorStore>();
        services.GetRequiredService<ISpendingStore>();
        services.GetRequiredService<IPaymentRequestStore>();
        services.GetRequiredService<SqliteLockoutStorage>();
        services.GetRequiredService<LedgerCommitter>();
        services.GetRequiredService<SiloCommitter>();
    }

    private static SqliteLedger OpenLedger(IServiceProvider services)
    {
        var path = services.GetRequiredService<DataFolder>().Ledger;
        SqliteRestore.RefuseInterrupted(path);
        DataFolder.Reserve(path);
        var settings = services.GetRequiredService<StandaloneWalletSettings>();
        return SqliteLedger.Open(settings.Ledger, services.GetRequiredService<TimeProvider>());
    }

    private static SqliteLockoutStorage OpenLockouts(IServiceProvider services)
    {
        var path = services.GetRequiredService<DataFolder>().Lockouts;
        DataFolder.Reserve(path);
        var users = services.GetRequiredService<IUserStore>();
        return SqliteLockoutStorage.Open(
            path, services.GetRequiredService<DataFolder>().Ledger, services.GetRequiredService<Serializer>(), user =>
            users.FindAsync(user).AsTask().GetAwaiter().GetResult()?.Wallet,
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<SqliteLockoutStorage>>());
    }
}
