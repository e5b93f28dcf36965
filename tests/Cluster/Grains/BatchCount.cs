using System.Diagnostics.Metrics;
using Wallet.Core;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>Listens to the committers' histograms. Other tests of the process are heard as well, so its figures are
/// bounds.</summary>
internal sealed class BatchCount : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _batches, _commands;

    public BatchCount()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: WalletTelemetry.Name, Name: "wallet.batch.size" })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((_, commands, _, _) =>
        {
            Interlocked.Increment(ref _batches);
            Interlocked.Add(ref _commands, commands);
        });
        _listener.Start();
    }

    public long Batches => Interlocked.Read(ref _batches);

    public long Commands => Interlocked.Read(ref _commands);

    public void Dispose() => _listener.Dispose();
}
