using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace Wallet.Api;

/// <summary>
/// Limits calls of endpoints that are <see cref="Limited"/> for each client: so many in a minute that begins with the
/// first. Memory is bounded: when too many clients are counted at once, further ones share what is left, by a hash that
/// they cannot foresee.
/// </summary>
/// <remarks>The framework's limiters by partition have no bound on how many partitions there are, and their windows go
/// by a clock that no test can move.</remarks>
internal sealed class AuthRateLimiter(WalletApiOptions options, TimeProvider time) : PartitionedRateLimiter<HttpContext>
{
    /// <summary>How many clients are counted one by one, and among how many counts the others share.</summary>
    public const int MaxClients = 50_000, SharedBuckets = 1024;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly Lease Granted = new(null);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Count> _clients = [];
    private long _lastSweep = time.GetTimestamp();

    /// <summary>Marks an endpoint that is limited.</summary>
    public static object Limited { get; } = new LimitedMarker();

    /// <summary>How many counts are kept, for tests.</summary>
    public int Counts
    {
        get
        {
            lock (_lock)
                return _clients.Count;
        }
    }

    /// <summary>Whether calls of an endpoint are counted.</summary>
    public static bool IsLimited(EndpointMetadataCollection? metadata) =>
        metadata?.GetMetadata<LimitedMarker>() is not null;

    /// <summary>Answers a call that was one too many.</summary>
    public static ValueTask RejectAsync(OnRejectedContext context, CancellationToken cancellation)
    {
        context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait);
        return new(Problem.RateLimited.Reply(wait).ExecuteAsync(context.HttpContext));
    }

    /// <inheritdoc/>
    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => null;

    /// <inheritdoc/>
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(
        HttpContext resource, int permitCount, CancellationToken cancellationToken) =>
        new(AttemptAcquireCore(resource, permitCount));

    /// <inheritdoc/>
    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount)
    {
        if (!IsLimited(resource.GetEndpoint()?.Metadata))
            return Granted;
        var client = ClientAddress.Of(resource);
        var now = time.GetTimestamp();
        lock (_lock)
        {
            if (!_clients.TryGetValue(client, out var count) && _clients.Count >= MaxClients)
            {
                Sweep(now);
                if (_clients.Count >= MaxClients)
                {
                    client = "shared " + ((uint)client.GetHashCode(StringComparison.Ordinal) % SharedBuckets);
                    _clients.TryGetValue(client, out count);
                }
            }

            var elapsed = count.Calls == 0 ? Window : time.GetElapsedTime(count.Since, now);
            if (elapsed >= Window)
                count = new Count(now, 0);
            else if (count.Calls >= options.AuthPerMinute)
                return new Lease(Window - elapsed);
            _clients[client] = count with { Calls = count.Calls + 1 };
            return Granted;
        }
    }

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

    private readonly record struct Count(long Since, int Calls);

    private sealed class LimitedMarker;

    private sealed class Lease(TimeSpan? retryAfter) : RateLimitLease
    {
        public override bool IsAcquired => retryAfter is null;

        public override IEnumerable<string> MetadataNames => retryAfter is null ? [] : [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
        {
            metadata = metadataName == MetadataName.RetryAfter.Name ? retryAfter : null;
            return metadata is not null;
        }
    }
}
