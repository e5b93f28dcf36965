using System.Diagnostics.Metrics;

namespace Wallet.Core;

/// <summary>Counts requests to move money by what they were answered.</summary>
public static class TransferCounts
{
    private static readonly Counter<long> Transfers = WalletTelemetry.Meter.CreateCounter<long>(
        "wallet.transfers", "{transfer}", "Requests to move money that were answered, without replays.");

    private static readonly Counter<long> Replays = WalletTelemetry.Meter.CreateCounter<long>(
        "wallet.replays", "{transfer}", "Requests that were answered with what their key had led to before.");

    /// <summary>Counts one.</summary>
    /// <param name="operation">What was asked for.</param>
    /// <param name="outcome">What it was answered.</param>
    public static void Add(Operation operation, TransferOutcome outcome) => (outcome.Replayed ? Replays : Transfers)
        .Add(1, new("wallet.operation", TagName.Of(operation)),
        new("wallet.outcome", TagName.Of(outcome.Code)));
}
