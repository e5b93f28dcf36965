using Wallet.Cluster;

namespace Wallet.Silo;

/// <summary><c>schema</c>: applies the PostgreSQL schema of the guards' states.</summary>
internal static class SchemaCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var connectionString = HostRun.ReadConfiguration(args)["ConnectionStrings:Guards"];
        if (string.IsNullOrEmpty(connectionString))
            throw new StartException(StartException.BadSettings, "Missing settings: ConnectionStrings:Guards.");
        await new GuardsDatabase(connectionString).ApplySchemaAsync();
        Console.WriteLine("The schema of the guards is there.");
        return 0;
    }
}
