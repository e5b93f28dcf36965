using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>What is measured: this product's meter, and of those of others what helps to run it.</summary>
internal static class Meters
{
    /// <summary>The meters.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        WalletTelemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime",
        Orleans, Npgsql,
    ];

    private const string Orleans = "Microsoft.Orleans", Npgsql = "Npgsql";

    // Orleans has more than a hundred, of which most belong to what isn't used here.
    private static readonly FrozenSet<string> OfOrleans = FrozenSet.Create(
        "orleans-app-requests-latency", "orleans-app-requests-timedout", "orleans-catalog-activations",
        "orleans-catalog-activation-created", "orleans-catalog-activation-destroyed",
        "orleans-catalog-activation-failed-to-activate", "orleans-client-connected-gateways",
        "orleans-gateway-connected-clients", "orleans-messaging-expired", "orleans-messaging-rejected",
        "orleans-messaging-sent-dropped", "orleans-messaging-sent-failed", "orleans-messaging-pings-reply-missed",
        "orleans-networking-sockets-closed", "orleans-networking-sockets-opened",
        "orleans-scheduler-long-running-turns", "orleans-storage-read-errors", "orleans-storage-read-latency",
        "orleans-storage-write-errors", "orleans-storage-write-latency");

    // The addresses of silos that come and go, and connection strings, are no labels.
    private static readonly MetricStreamConfiguration WithoutTags = new() { TagKeys = [] };
    private static readonly MetricStreamConfiguration OfNpgsql = new()
    {
        TagKeys = ["db.client.connection.state", "error.type"],
    };

    /// <summary>How an instrument is shown; null for as it is.</summary>
    public static MetricStreamConfiguration? View(Instrument instrument) => instrument.Meter.Name switch
    {
        // It counts each request twice, and would take half of what metrics may cost.
        "Microsoft.AspNetCore.Hosting" when instrument.Name == "http.server.active_requests" =>
            MetricStreamConfiguration.Drop,
        Orleans when !OfOrleans.Contains(instrument.Name) => MetricStreamConfiguration.Drop,
        Orleans when instrument.Name == "orleans-messaging-pings-reply-missed" => WithoutTags,
        Npgsql => OfNpgsql,
        _ => null,
    };
}
