namespace Wallet.TestKit.Http;

/// <summary>
/// The real clock plus an offset that only grows. A host that serves real connections needs time that flows, and its
/// tests need to be an hour later at once. Timers stay real.
/// </summary>
public sealed class ShiftedTime : TimeProvider
{
    private long _offsetTicks;

    /// <summary>Moves the clock ahead.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Interlocked.Add(ref _offsetTicks, by.Ticks);
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _offsetTicks));

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() =>
        (long)((Int128)System.GetTimestamp() * TimeSpan.TicksPerSecond / System.TimestampFrequency)
            + Interlocked.Read(ref _offsetTicks);
}
