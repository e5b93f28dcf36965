using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Wallet.Core;

/// <summary>What is told of a ledger's store, whichever it is.</summary>
public static class LedgerTelemetry
{
    private static readonly Histogram<double> Fsync = WalletTelemetry.CreateDuration(
        "wallet.fsync.duration", "COMMIT of a transaction that writes, until it is durable.");

    /// <summary>The ledger's size on its disk.</summary>
    public static LiveGauge<ILedger> Size { get; } = new("wallet.ledger.size", "By", "The ledger on its disk.");

    /// <summary>Which store it is, as the semantic conventions name it.</summary>
    public static KeyValuePair<string, object?> SystemTag(string name) => new("db.system.name", name);

    /// <summary>A part of the ledger and its size in bytes.</summary>
    public static Measurement<long> Part(string name, long bytes) =>
        new(bytes, new KeyValuePair<string, object?>("wallet.part", name));

    /// <summary>Begins a COMMIT; it ends when what is returned is disposed of.</summary>
    /// <param name="system">Of which store; see <see cref="SystemTag"/>.</param>
    /// <param name="origin">The activity that it is a part of; null if that is not recorded.</param>
    public static Commit StartCommit(KeyValuePair<string, object?> system, Activity? origin) => new(
        system, Stopwatch.GetTimestamp(), origin is null ? null : WalletTelemetry.Activities.StartActivity(
            "wallet.commit", ActivityKind.Internal, origin.Context)?.SetTag(system.Key, system.Value));

    /// <summary>A COMMIT under way.</summary>
    public readonly struct Commit : IDisposable
    {
        private readonly KeyValuePair<string, object?> _system;
        private readonly long _start;
        private readonly Activity? _activity;

        internal Commit(KeyValuePair<string, object?> system, long start, Activity? activity) =>
            (_system, _start, _activity) = (system, start, activity);

        /// <inheritdoc/>
        public void Dispose()
        {
            Fsync.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, _system);
            _activity?.Dispose();
        }
    }
}
