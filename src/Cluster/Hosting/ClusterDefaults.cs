using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wallet.Hosting;

namespace Wallet.Cluster;

/// <summary>Defaults of silos and gateways. They live in code, so that a host works from any directory.</summary>
public static class ClusterDefaults
{
    /// <summary>A builder with the standard sources of configuration and the defaults, which configuration
    /// overrides.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="url">Where it listens unless told otherwise.</param>
    public static WebApplicationBuilder CreateBuilder(string[] args, string url)
    {
        // Settings are read once. Watching their file would watch all that lies below its folder, a ledger that is
        // written to included.
        var builder = WebApplication.CreateSlimBuilder([.. args, "--hostBuilder:reloadConfigOnChange=false"]);
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
            builder.WebHost.UseUrls(url);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
        builder.Configuration.AddLogDefaults(orleans: LogLevel.Warning);
        // What was accepted is finished before the process ends: longer than the longest call.
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        return builder;
    }

    /// <summary>The clock that is registered; the system's if none is.</summary>
    public static TimeProvider FindTime(this IServiceCollection services)
    {
        var time = services.LastOrDefault(static service =>
            service.ServiceType == typeof(TimeProvider))?.ImplementationInstance as TimeProvider;
        if (time is null)
            services.AddSingleton(time = TimeProvider.System);
        return time;
    }
}
