using Wallet.Cluster;
using Wallet.Gateway;

const string Help = """
    Wallet.Gateway    serves HTTP before the silos
    Settings come from appsettings.json, the environment (Wallet__Sandbox=true) and the command line (--Wallet:Sandbox=true).
    """;

return await HostRun.MainAsync(args, Help, static async (command, settings) =>
{
    if (command is not null)
        return null;
    await HostRun.ServeAsync("gateway", () => GatewayHost.BuildAsync(settings));
    return 0;
});
