using System.CommandLine;
using Wallet.Cluster;
using Wallet.Hosting;

namespace Wallet.Silo;

/// <summary>Applies the PostgreSQL schema of the lockouts' states.</summary>
internal static class SchemaCommand
{
    public static Command Create(string[] settings)
    {
        var command = new Command(
            "schema", "apply the PostgreSQL schema of the lockouts to ConnectionStrings:Lockouts");
        command.SetAction(line => RunAsync(settings, line.InvocationConfiguration.Output));
        return command;
    }

    private static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        var settings = ClusterSettings.ReadFor(args, "ConnectionStrings:Lockouts");
        await new LockoutsDatabase(settings.ConnectionStrings.Lockouts).ApplySchemaAsync();
        await output.WriteLineAsync("The schema of the lockouts is there.");
        return ExitCodes.Ok;
    }
}
