using System.Diagnostics.Metrics;

namespace Wallet.Core;

/// <summary>
/// A counter with all of its tags known beforehand, for what each payment counts: whoever listens to an ordinary
/// counter has to find its tags each time. Here a number in memory is raised, and is read when somebody looks.
/// </summary>
public sealed class CellCounter
{
    // A cache line, in numbers: those of different processors must not share one.
    private const int Line = 8;

    private static readonly int Stripes = Math.Min(Environment.ProcessorCount, 16);

    private readonly KeyValuePair<string, object?>[][] _tags;
    private readonly int _width;
    private readonly long[] _cells;

    /// <summary>Makes the counter.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="description">What it tells.</param>
    /// <param name="tags">The tags of each cell.</param>
    public CellCounter(
        string name, string unit, string description, IEnumerable<KeyValuePair<string, object?>[]> tags)
    {
        _tags = [.. tags];
        _width = (_tags.Length + Line) / Line * Line;
        _cells = new long[_width * Stripes];
        WalletTelemetry.Meter.CreateObservableCounter(name, Measure, unit, description);
    }

    /// <summary>Counts one.</summary>
    /// <param name="cell">The index of its tags.</param>
    public void Add(int cell) => Interlocked.Increment(
        ref _cells[Thread.GetCurrentProcessorId() % Stripes * _width + cell]);

    // What has never happened is not told.
    private IEnumerable<Measurement<long>> Measure()
    {
        for (var cell = 0; cell < _tags.Length; cell++)
        {
            var sum = 0L;
            for (var i = cell; i < _cells.Length; i += _width)
                sum += Volatile.Read(ref _cells[i]);
            if (sum > 0)
                yield return new Measurement<long>(sum, _tags[cell]);
        }
    }
}
