using System.ComponentModel;

namespace Wallet.Hosting;

/// <summary>The section <c>Wallet:Telemetry</c>. What else there is to set are OpenTelemetry's own settings.</summary>
public sealed class TelemetrySettings : ISettingsGroup
{
    /// <summary>Whether anything is measured, and <c>/metrics</c> served.</summary>
    [Description("whether /metrics is served, to operators")]
    public bool Metrics { get; set; } = true;
}
