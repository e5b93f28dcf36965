using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Wallet.Hosting;
using Wallet.Ledger.Sqlite;

namespace Wallet.Standalone;

/// <summary>The settings of the standalone host.</summary>
public sealed class StandaloneSettings
{
    /// <summary>All settings.</summary>
    public StandaloneWalletSettings Wallet { get; } = new();

    /// <summary>Reads and checks all settings.</summary>
    /// <exception cref="StartException">Something is wrong or unknown; the message names all of it.</exception>
    internal static StandaloneWalletSettings Read(WebApplicationBuilder builder) =>
        new SettingsReader<StandaloneSettings>(builder.Configuration, builder.Environment.IsEnvironment("Testing"))
        .Finish().Wallet;
}

/// <summary>The section <c>Wallet</c> of the standalone host.</summary>
public sealed class StandaloneWalletSettings : WalletSettings
{
    /// <summary>Play money can be had here.</summary>
    public StandaloneWalletSettings() => Sandbox = true;

    /// <summary>The folder of ledger, lockouts and keys.</summary>
    [Description("the folder of ledger, lockouts and keys"), Folder]
    public string DataDir { get; set; } = "data";

    /// <summary>How many idempotency keys are collected in memory before they are indexed.</summary>
    [Description("keys in memory until they are indexed, 100 bytes each")]
    [Range(1, SqliteLedgerOptions.MaxRecentKeys, ErrorMessage = "{1} to {2}")]
    public int RecentKeys { get; set; } = SqliteLedgerOptions.DefaultRecentKeys;

    /// <summary>The folder, wherever the process goes.</summary>
    internal string FullDataDir => Path.GetFullPath(DataDir);

    /// <summary>How the ledger is opened.</summary>
    internal SqliteLedgerOptions Ledger => new()
    {
        Path = DataFolder.LedgerIn(FullDataDir),
        Currency = Currency,
        RecentKeys = RecentKeys,
    };

    [AttributeUsage(AttributeTargets.Property)]
    private sealed class FolderAttribute() : ValidationAttribute("a folder")
    {
        public override bool IsValid(object? value) =>
            value is string { Length: > 0 } path && !path.Contains('\0', StringComparison.Ordinal);
    }
}
