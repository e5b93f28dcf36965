namespace Wallet.Api;

/// <summary>
/// Counts what clients do, each so many in a minute that begins with the first. Memory is bounded: when too many
/// clients are counted at once, further ones share what is left, by a hash that they cannot foresee.
/// </summary>
/// <remarks>The framework's limiters by partition have no bound on how many partitions there are, and their windows go
/// by a clock that no test can move.</remarks>
internal sealed class ClientCounts(int limit, TimeProvider time)
{
    /// <summary>How many clients are counted one by one, and among how many counts the others share.</summary>
    public const int MaxClients = 50_000, SharedBuckets = 1024;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Count> _clients = [];
    private long _lastSweep = time.GetTimestamp();

    /// <summary>How many counts are kept, for tests.</summary>
    public int Counts
    {
        get
        {
            lock (_lock)
                return _clients.Count;
        }
    }

    /// <summary>Counts one more, unless that is one too many.</summary>
    /// <returns>Null if it is counted; otherwise how long the client has to wait.</returns>
    public TimeSpan? Take(string client)
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            if (!_clients.TryGetValue(client, out var count) && _clients.Count >= MaxClients)
            {
                Sweep(now);
                if (_clients.Count >= MaxClients)
                {
                    client = Shared(client);
                    _clients.TryGetValue(client, out count);
                }
            }

            var elapsed = count.Number == 0 ? Window : time.GetElapsedTime(count.Since, now);
            if (elapsed >= Window)
                count = new Count(now, 0);
            else if (count.Number >= limit)
                return Window - elapsed;
            _clients[client] = count with { Number = count.Number + 1 };
            return null;
        }
    }

    /// <summary>Counts one less: what was counted beforehand, and turned out to be none.</summary>
    public void GiveBack(string client)
    {
        lock (_lock)
        {
            var name = _clients.ContainsKey(client) ? client : Shared(client);
            if (_clients.TryGetValue(name, out var count) && count.Number > 0)
                _clients[name] = count with { Number = count.Number - 1 };
        }
    }

    private static string Shared(string client) =>
        "shared " + ((uint)client.GetHashCode(StringComparison.Ordinal) % SharedBuckets);

    private void Sweep(long now)
    {
        // Once in a while is enough: in between, newcomers share.
        if (time.GetElapsedTime(_lastSweep, now) < TimeSpan.FromSeconds(1))
            return;
        _lastSweep = now;
        foreach (var (client, count) in _clients)
        {
            if (time.GetElapsedTime(count.Since, now) >= Window)
                _clients.Remove(client);
        }
    }

    private readonly record struct Count(long Since, int Number);
}
