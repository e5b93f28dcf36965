using Wallet.TestKit;

namespace Wallet.Clients.Tests;

/// <summary>The standalone host, on empty data and as a process of its own: where the clients go.</summary>
internal static class TourHost
{
    public static Task<HostProcess> StartAsync(TempFolder folder) => HostProcess.StartAsync(
        Path.Combine(AppContext.BaseDirectory, "Wallet.Standalone.dll"), folder.Path, [],
        new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Wallet__DataDir"] = folder.File("data"),
        });
}
