using Wallet.Cluster;

namespace Wallet.Silo;

/// <summary><c>schema</c>: applies the PostgreSQL schema of the lockouts' states.</summary>
internal static class SchemaCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var connectionString = HostRun.ReadConfiguration(args)["ConnectionStrings:Lockouts"];
        if (string.IsNullOrEmpty(connectionString))
            throw new StartException(StartException.BadSettings, "Missing settings: ConnectionStrings:Lockouts.");
        await new LockoutsDatabase(connectionString).ApplySchemaAsync();
        Console.WriteLine("The schema of the lockouts is there.");
        return 0;
    }
}
