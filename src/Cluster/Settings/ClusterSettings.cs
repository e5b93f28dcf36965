using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Wallet.Hosting;

namespace Wallet.Cluster;

/// <summary>The settings of silos and gateways. What a role does not need may be there too. Secrets have no
/// defaults.</summary>
public sealed class ClusterSettings
{
    /// <summary>The name that stored states are kept under. It never changes.</summary>
    public const string ServiceId = "wallet";

    /// <summary>What a silo can't do without.</summary>
    public static readonly IReadOnlyList<string> NeededBySilo =
    [
        "ConnectionStrings:Clustering", "ConnectionStrings:Ledger", "ConnectionStrings:Gate",
        "ConnectionStrings:Lockouts", "Wallet:Peppers:0:Id", "Wallet:Peppers:0:Value",
    ];

    /// <summary>What a gateway can't do without.</summary>
    public static readonly IReadOnlyList<string> NeededByGateway =
    [
        "ConnectionStrings:Clustering", "ConnectionStrings:Ledger", "Wallet:Peppers:0:Id", "Wallet:Peppers:0:Value",
        "Wallet:SigningKeys:0:Id", "Wallet:SigningKeys:0:Value",
    ];

    /// <summary>The setting that names a file of keys and peppers.</summary>
    public const string KeyFile = "Wallet:KeyFile";

    private static readonly string[] KeySections = ["Wallet:Peppers", "Wallet:SigningKeys"];

    /// <summary>Where the stores are.</summary>
    public StoreSettings ConnectionStrings { get; } = new();

    /// <summary>All else.</summary>
    public ClusterWalletSettings Wallet { get; } = new();

    /// <summary>Reads and checks the settings for a command, which needs few of them.</summary>
    /// <param name="args">The settings of the command line.</param>
    /// <param name="needed">The names of those that must be set.</param>
    /// <exception cref="StartException">Something is missing or bad. All of it is named.</exception>
    public static ClusterSettings ReadFor(string[] args, params IEnumerable<string> needed)
    {
        var builder = WalletHostBuilder.ReadConfiguration(args);
        return Read(builder.Configuration, builder.Environment.IsEnvironment("Testing"), needed);
    }

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="configuration">Where they come from.</param>
    /// <param name="testing">Whether the environment is Testing, where hashing may be cheap.</param>
    /// <param name="needed">The names of those that must be set.</param>
    /// <exception cref="StartException">Something is missing or bad. All of it is named.</exception>
    public static ClusterSettings Read(IConfiguration configuration, bool testing, IEnumerable<string> needed)
    {
        var keysAreInAFile = !string.IsNullOrEmpty(configuration[KeyFile]);
        var reader = new SettingsReader<ClusterSettings>(configuration, testing).Need(needed.Where(name =>
            !keysAreInAFile || !KeySections.Any(section => name.StartsWith(section, StringComparison.Ordinal))));
        foreach (var section in KeySections)
        {
            var keys = configuration.GetSection(section).GetChildren().ToArray();
            reader.Need(keys.SelectMany(static key => (string[])[key.Path + ":Id", key.Path + ":Value"]));
            foreach (var twice in keys.GroupBy(static key => key["Id"]).SelectMany(static same => same.Skip(1)))
                reader.Complain($"{twice.Path}:Id is that of another key.");
        }

        if (TlsSettings.Names.Any(name => !string.IsNullOrEmpty(configuration[name])))
            reader.Need(TlsSettings.Names);
        // Whoever asks for backups and gets none must know before they are needed.
        reader.Check(static settings => settings.Wallet.Routine.BackupEvery > TimeSpan.Zero
            && settings.ConnectionStrings.Ledger.StartsWith("mongodb", StringComparison.Ordinal)
                ? "Wallet:Routine:BackupEvery can't be used with a ledger on MongoDB: back it up by its own tools."
                : null);
        return reader.Finish();
    }
}
