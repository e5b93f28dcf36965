using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>What all hosts begin with. The defaults live in code, so that a host works from any directory.</summary>
public static class WalletHostBuilder
{
    // How long a stopping host waits for requests that are being answered: a full queue of PINs and then the deadline
    // of a commit take 17 s. The silo, which stops next, has the rest. Together they stay below the 30 s after which
    // supervisors usually kill, also when a client holds a request half sent.
    private static readonly TimeSpan PatienceWithClients = TimeSpan.FromSeconds(18),
        ShutdownTimeout = TimeSpan.FromSeconds(25);

    /// <summary>A builder with the standard sources of configuration, and nothing else: for commands.</summary>
    /// <param name="args">The settings of the command line.</param>
    /// <exception cref="StartException">A source can't be read.</exception>
    public static WebApplicationBuilder ReadConfiguration(string[] args)
    {
        try
        {
            // Settings are read once. Watching their file would watch all that lies below its folder, a ledger that is
            // written to included.
            return WebApplication.CreateSlimBuilder([.. args, "--hostBuilder:reloadConfigOnChange=false"]);
        }
        catch (InvalidDataException e)
        {
            var cause = e.InnerException?.InnerException ?? e.InnerException ?? e;
            throw new StartException(ExitCodes.BadSetting, $"{e.Message} {cause.Message}", e);
        }
        catch (Exception e) when (e is FormatException or UnauthorizedAccessException or IOException)
        {
            throw new StartException(ExitCodes.BadSetting, "The settings can't be read: " + e.Message, e);
        }
    }

    /// <summary>A builder of a host.</summary>
    /// <param name="args">The settings of the command line.</param>
    /// <param name="url">Where it listens unless told otherwise.</param>
    /// <param name="orleans">From what level on Orleans is heard unless told otherwise.</param>
    /// <exception cref="StartException">A source of settings can't be read, or an address or a log level is
    /// wrong.</exception>
    public static WebApplicationBuilder CreateBuilder(
        string[] args, string url, LogLevel orleans = LogLevel.Warning)
    {
        var builder = ReadConfiguration(args);
        LogLevels.Check(builder.Configuration);
        builder.Configuration.AddLogDefaults(orleans);
        // The framework's slim builder writes lines one way, whatever the settings say.
        if (builder.Configuration[LogLevels.FormatterName] is { } formatter)
            builder.Services.PostConfigure<ConsoleLoggerOptions>(console => console.FormatterName = formatter);
        Addresses.Check(builder.Configuration, url);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = ShutdownTimeout);
        // A test's own clock is registered after it, and counts.
        builder.Services.AddSingleton(TimeProvider.System);
        PatientServer.AddTo(builder.Services, PatienceWithClients);
        return builder;
    }

    /// <summary>The clock that is registered, for what is opened before there is a host.</summary>
    public static TimeProvider FindTime(this IServiceCollection services) => (TimeProvider)services.Last(
        static service => service.ServiceType == typeof(TimeProvider)).ImplementationInstance!;

    /// <summary>Adds keys and peppers of the <see cref="KeyFile"/> that is registered, as they are at any
    /// time.</summary>
    public static void AddLiveKeys(this IServiceCollection services)
    {
        services.AddSingleton<LiveKeys>();
        services.AddHostedService(static all => all.GetRequiredService<LiveKeys>());
        services.AddSingleton(static all => all.GetRequiredService<LiveKeys>().Keep(
            static body => new PepperRing(body.Peppers), static (ring, body) => ring.Replace(body.Peppers)));
    }

    /// <summary>Adds how passwords and PINs are hashed; the peppers are the host's.</summary>
    public static void AddHashing(this IServiceCollection services, WalletSettings settings)
    {
        services.AddSingleton<IBcrypt, BcryptNet>();
        services.AddSingleton(all => new SecretHasher(
            all.GetRequiredService<IBcrypt>(), all.GetRequiredService<PepperRing>(), settings.Bcrypt.WorkFactor));
        services.AddSingleton(static _ => new HashingQueue());
    }
}
