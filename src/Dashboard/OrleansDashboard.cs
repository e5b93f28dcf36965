using Microsoft.Extensions.DependencyInjection;
using Orleans.Dashboard;
using Wallet.Hosting;

namespace Wallet.Dashboard;

/// <summary>Orleans' own dashboard, where operators are served and behind an operator's key.</summary>
public static class OrleansDashboard
{
    /// <summary>Where it is.</summary>
    public const string Path = "/operator/orleans";

    /// <summary>Adds it, if the settings ask for it. Each silo of a cluster needs it, or those with it can't tell of
    /// the others.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="settings">Whether there is one.</param>
    public static void AddOrleansDashboard(this ISiloBuilder silo, OperatorSettings settings)
    {
        if (!settings.Dashboard)
            return;
        // It shows no log: there is one already, and that has its own readers.
        silo.AddDashboard(static options => options.HideTrace = true);
        silo.Services.AddSingleton<DashboardSessions>();
        silo.Services.AddSingleton<IOperatorEndpoints, DashboardEndpoints>();
    }
}
