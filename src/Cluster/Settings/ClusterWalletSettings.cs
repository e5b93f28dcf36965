using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net;
using Wallet.Core;
using Wallet.Hosting;
using Wallet.Ledger.Sqlite;

namespace Wallet.Cluster;

/// <summary>The section <c>Wallet</c> of silos and gateways.</summary>
public sealed class ClusterWalletSettings : WalletSettings
{
    /// <summary>How many idempotency keys a ledger in a SQLite file collects in memory before it indexes
    /// them.</summary>
    [Description("keys in memory until they are indexed, 100 bytes each, for a ledger in SQLite")]
    [Range(1, SqliteLedgerOptions.MaxRecentKeys, ErrorMessage = "{1} to {2}")]
    public int RecentKeys { get; set; } = SqliteLedgerOptions.DefaultRecentKeys;

    /// <summary>A file of keys and peppers, which is read again when it changes; empty if they are settings.</summary>
    [Description("JSON file of keys and peppers, read again when it changes; then it counts instead of these settings")]
    public string KeyFile { get; set; } = "";

    /// <summary>The peppers, the current one first. The same in all silos and gateways.</summary>
    public List<NamedKey> Peppers { get; } = [];

    /// <summary>The keys that sign tokens, the current one first. The same in all gateways.</summary>
    public List<NamedKey> SigningKeys { get; } = [];

    /// <summary>The process as a member of the cluster.</summary>
    public MemberSettings Cluster { get; } = new();

    /// <summary>The keys and peppers that are settings; null if there are none.</summary>
    /// <exception cref="StartException">There are only keys, or only peppers.</exception>
    public KeyFileBody? KeysOfSettings() => (SigningKeys.Count > 0, Peppers.Count > 0) switch
    {
        (false, false) => null,
        (true, true) => new KeyFileBody(SigningKeys, Peppers),
        _ => throw new StartException(ExitCodes.BadSetting,
            "Wallet:SigningKeys and Wallet:Peppers must both be set to make a file of them, or neither."),
    };

    /// <summary>The file of keys and peppers; null if they are settings. It need not be its owner's alone, for a secret
    /// that is mounted is not.</summary>
    public KeyFile? FindKeyFile() =>
        KeyFile.Length == 0 ? null : new KeyFile(Path.GetFullPath(KeyFile), owners: false);
}

/// <summary>The section <c>Wallet:Cluster</c>.</summary>
public sealed class MemberSettings : ISettingsGroup
{
    private const string Auto = "auto";

    /// <summary>Which cluster this process belongs to, where several share a Redis.</summary>
    [Description("which cluster, where several share a Redis"), Required(ErrorMessage = "a name")]
    public string Id { get; set; } = "wallet";

    /// <summary>The address at which others reach this silo; <c>auto</c> to find it out, and to listen on
    /// all.</summary>
    [Description("where others reach this silo; auto finds it out and listens on all"), IPAddressOrAuto]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>The port for other silos.</summary>
    [Description("the port for other silos"), Range(1, ushort.MaxValue, ErrorMessage = "{1} to {2}")]
    public int SiloPort { get; set; } = 11111;

    /// <summary>The port for gateways.</summary>
    [Description("the port for gateways"), Range(1, ushort.MaxValue, ErrorMessage = "{1} to {2}")]
    public int GatewayPort { get; set; } = 30000;

    /// <summary>How silos and gateways know each other.</summary>
    public TlsSettings Tls { get; } = new();

    /// <summary>Whether others than this machine can reach this silo.</summary>
    internal bool IsBeyondLoopback => FindAddress() is not { } address || !IPAddress.IsLoopback(address);

    /// <summary>The address; null for <c>auto</c>.</summary>
    public IPAddress? FindAddress() => Address == Auto ? null : IPAddress.Parse(Address);

    [AttributeUsage(AttributeTargets.Property)]
    private sealed class IPAddressOrAutoAttribute() : ValidationAttribute("an IP address or auto")
    {
        public override bool IsValid(object? value) => value is string text
            && (text == Auto || IPAddress.TryParse(text, out _));
    }
}
