using Wallet.Cluster;
using Wallet.Silo;

const string Help = """
    Wallet.Silo           serves as a silo
    Wallet.Silo schema    applies the PostgreSQL schema of the lockouts to ConnectionStrings:Lockouts
    Wallet.Silo audit     checks the ledger of ConnectionStrings:Ledger; it may be served meanwhile
    Settings come from appsettings.json, the environment (Wallet__Pin__LockFor=00:15:00) and the command line (--Wallet:Pin:LockFor=00:15:00).
    """;

return await HostRun.MainAsync(args, Help, static async (command, settings) =>
{
    switch (command)
    {
        case null:
            await HostRun.ServeAsync("silo", () => SiloHost.BuildAsync(settings));
            return 0;
        case "schema":
            return await SchemaCommand.RunAsync(settings);
        case "audit":
            return await AuditCommand.RunAsync(settings);
        default:
            return null;
    }
});
