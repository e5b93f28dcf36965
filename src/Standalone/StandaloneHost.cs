using Wallet.Api;
using Wallet.Core;
using Wallet.Hosting;

namespace Wallet.Standalone;

/// <summary>The whole wallet in one process: the HTTP surface, a silo with the grains, and a SQLite ledger.</summary>
public static class StandaloneHost
{
    // How long a stopping host waits for requests that are being answered: a full queue of PINs and then the deadline
    // of a commit take 17 s. The silo, which stops next, has the rest. Together they stay below the 30 s after which
    // supervisors usually kill, also when a client holds a request half sent.
    private static readonly TimeSpan PatienceWithClients = TimeSpan.FromSeconds(18),
        ShutdownTimeout = TimeSpan.FromSeconds(25);

    /// <summary>Builds the host: settings are checked, the data folder is locked, ledger and lockouts are open; the
    /// silo starts with it.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="configure">Changes the host before it is built; tests put their own <see cref="TimeProvider"/>
    /// in.</param>
    /// <exception cref="StartException">Something is in the way; the message is one line that says what.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = CreateBuilder(args);
        LogLevels.Check(builder.Configuration);
        // A silo that is alone has nothing to tell of others, and what it would say of the collector is settled.
        builder.Configuration.AddLogDefaults(orleans: LogLevel.Error);
        var settings = StandaloneSettings.Read(builder.Configuration, builder.Environment);
        Addresses.Check(builder.Configuration);

        builder.AddWalletApi(new WalletApiOptions
        {
            Sandbox = settings.Sandbox,
            Currency = settings.Currency,
            AuthPerMinute = settings.AuthPerMinute,
            TrustedProxies = settings.TrustedProxies,
        });
        builder.Services.AddWallet(settings);
        builder.AddEmbeddedSilo(settings);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = ShutdownTimeout);
        PatientServer.AddTo(builder.Services, PatienceWithClients);
        configure?.Invoke(builder);

        var app = builder.Build();
        try
        {
            app.Services.OpenStores();
            app.MapWalletApi();
            return app;
        }
        catch (Exception e)
        {
            app.DisposeAsync().AsTask().GetAwaiter().GetResult();
            if (e is LedgerStartException)
                throw new StartException(ExitCodes.CannotStart, e.Message, e);
            throw;
        }
    }

    /// <summary>A builder with the standard sources of configuration.</summary>
    /// <exception cref="StartException">A source can't be read.</exception>
    internal static WebApplicationBuilder CreateBuilder(string[] args)
    {
        try
        {
            // Settings are read once, so there is nothing to watch their file for.
            return WebApplication.CreateSlimBuilder([.. args, "--hostBuilder:reloadConfigOnChange=false"]);
        }
        catch (InvalidDataException e)
        {
            var cause = e.InnerException?.InnerException ?? e.InnerException ?? e;
            throw new StartException(ExitCodes.BadSetting, $"{e.Message} {cause.Message}".ReplaceLineEndings(" "), e);
        }
        catch (Exception e) when (e is FormatException or UnauthorizedAccessException or IOException)
        {
            throw new StartException(
                ExitCodes.BadSetting, "The settings can't be read: " + e.Message.ReplaceLineEndings(" "), e);
        }
    }
}
