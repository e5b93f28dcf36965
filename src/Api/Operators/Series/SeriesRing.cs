using Wallet.Core;

namespace Wallet.Api;

/// <summary>The last points, in the order in which they were made. When there are too many, the oldest goes.</summary>
internal sealed class SeriesRing
{
    /// <summary>How many points are kept: an hour of them.</summary>
    public const int MaxPoints = 720;

    private readonly Lock _lock = new();
    private readonly Queue<SeriesPoint> _points = new(MaxPoints);
    private Timestamp _last;

    /// <summary>Adds one.</summary>
    public void Add(SeriesPoint point)
    {
        lock (_lock)
        {
            // Whoever asks for what comes after a moment shall find it, whatever the clock does.
            if (point.At <= _last)
                point = point with { At = new Timestamp(_last.UnixMicroseconds + 1) };
            _last = point.At;
            if (_points.Count == MaxPoints)
                _points.Dequeue();
            _points.Enqueue(point);
        }
    }

    /// <summary>The points after a moment, or all that there are; the oldest first.</summary>
    public IReadOnlyList<SeriesPoint> Read(Timestamp? after)
    {
        lock (_lock)
            return after is { } moment ? [.. _points.Where(point => point.At > moment)] : [.. _points];
    }
}
