using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Wallet.Core;

namespace Wallet.Cluster.Tests.Doors;

/// <summary>What the doors of this process have counted since it was made.</summary>
internal sealed class RefusalCount : IDisposable
{
    private readonly ConcurrentDictionary<(string Port, string Reason), long> _counts = new();
    private readonly MeterListener _listener = new();

    public RefusalCount()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "Wallet", Name: "wallet.cluster.refused" })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary(static tag => tag.Key, static tag => (string)tag.Value!);
            _counts.AddOrUpdate((all["wallet.port"], all["wallet.reason"]), count, (_, before) => before + count);
        });
        _listener.Start();
    }

    /// <summary>How many.</summary>
    public long this[DoorPort port, Refusal reason] =>
        _counts.GetValueOrDefault((TagName.Of(port), TagName.Of(reason)));

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
