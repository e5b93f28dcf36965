using System.Diagnostics.Metrics;
using Wallet.Grains;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>Listens to the grains' meter. Other tests of the process are heard as well, so its figures are
/// bounds.</summary>
internal sealed class BatchCount : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _batches, _commands;

    public BatchCount()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == GrainMeter.Name)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            if (instrument.Name == "wallet.batches")
                Interlocked.Add(ref _batches, value);
            else if (instrument.Name == "wallet.commands")
                Interlocked.Add(ref _commands, value);
        });
        _listener.Start();
    }

    public long Batches => Interlocked.Read(ref _batches);

    public long Commands => Interlocked.Read(ref _commands);

    public void Dispose() => _listener.Dispose();
}
