using System.ComponentModel;
using Wallet.Hosting;

namespace Wallet.Cluster;

/// <summary>The section <c>Wallet:Cluster:Tls</c>: files with PEM, which are read again when they change. All three are
/// set, or none.</summary>
public sealed class TlsSettings : ISettingsGroup
{
    private const string Section = "Wallet:Cluster:Tls:";

    /// <summary>The names of all of them.</summary>
    public static readonly IReadOnlyList<string> Names =
        [Section + nameof(Ca), Section + nameof(Certificate), Section + nameof(Key)];

    /// <summary>The cluster's certificate authorities. Several can be valid at once, for rotation.</summary>
    [Description("PEM file with the CA of the cluster, or several")]
    public string Ca { get; set; } = "";

    /// <summary>This process' certificate, and after it those between it and the CA, if any.</summary>
    [Description("PEM file with this process' certificate")]
    public string Certificate { get; set; } = "";

    /// <summary>The certificate's key, not encrypted.</summary>
    [Description("PEM file with the certificate's key")]
    public string Key { get; set; } = "";

    /// <summary>Whether connections between silos and gateways are encrypted.</summary>
    internal bool IsOn => Certificate.Length > 0;
}
