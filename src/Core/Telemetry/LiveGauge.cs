using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Wallet.Core;

/// <summary>A gauge that asks whatever is there when somebody looks, and costs nothing in between.</summary>
/// <typeparam name="T">What it asks.</typeparam>
public sealed class LiveGauge<T> where T : class
{
    // Whoever is not held by anybody else goes from here too.
    private readonly ConditionalWeakTable<T, Func<T, IEnumerable<Measurement<long>>>> _asked = [];

    /// <summary>Makes the gauge.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="description">What it tells.</param>
    public LiveGauge(string name, string unit, string description) =>
        WalletTelemetry.Meter.CreateObservableGauge(name, Measure, unit, description);

    /// <summary>Begins to ask somebody.</summary>
    /// <param name="who">Whom.</param>
    /// <param name="measure">What is read. Is brief and blocks for nothing; if it throws, nothing is told this
    /// time.</param>
    public void Add(T who, Func<T, IEnumerable<Measurement<long>>> measure) => _asked.AddOrUpdate(who, measure);

    /// <summary>Asks somebody no more.</summary>
    public void Remove(T who) => _asked.Remove(who);

    private List<Measurement<long>> Measure()
    {
        var all = new List<Measurement<long>>();
        foreach (var (who, measure) in _asked)
        {
            try
            {
                all.AddRange(measure(who));
            }
#pragma warning disable CA1031 // Whatever can't be read now is missing in this answer, and nothing else is.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }

        return all;
    }
}
