namespace Wallet.Grains;

/// <summary>
/// Keeps callers from waiting for a service that is down: after three failures in a row it lets nobody pass for a second, then one at a
/// time to see whether the service is back.
/// </summary>
internal sealed class Breaker(TimeProvider time)
{
    private const int MaxFailures = 3;
    private static readonly TimeSpan OpenFor = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private int _failures;
    private long _lastTry;

    /// <summary>Whether the caller may try now. Whoever may has to report how it went.</summary>
    public bool MayTry()
    {
        // Read without the lock: a healthy service costs its callers nothing here.
        if (Volatile.Read(ref _failures) < MaxFailures)
            return true;
        lock (_lock)
        {
            if (_failures >= MaxFailures && time.GetElapsedTime(_lastTry) < OpenFor)
                return false;
            _lastTry = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>The service answered.</summary>
    /// <returns>Whether it had been down.</returns>
    public bool Succeed()
    {
        if (Volatile.Read(ref _failures) == 0)
            return false;
        lock (_lock)
        {
            var wasOpen = _failures >= MaxFailures;
            _failures = 0;
            return wasOpen;
        }
    }

    /// <summary>The service did not answer.</summary>
    /// <returns>Whether it counts as down from now on.</returns>
    public bool Fail()
    {
        lock (_lock)
        {
            _lastTry = time.GetTimestamp();
            return ++_failures == MaxFailures;
        }
    }
}
