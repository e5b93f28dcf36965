using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace Wallet.Api;

/// <summary>Limits calls of endpoints that are <see cref="Limited"/> for each client (<see
/// cref="ClientCounts"/>).</summary>
internal sealed class AuthRateLimiter(WalletApiOptions options, TimeProvider time) : PartitionedRateLimiter<HttpContext>
{
    private static readonly Lease Granted = new(null);

    private readonly ClientCounts _counts = new(options.AuthPerMinute, time);

    /// <summary>Marks an endpoint that is limited.</summary>
    public static object Limited { get; } = new LimitedMarker();

    /// <summary>How many counts are kept, for tests.</summary>
    public int Counts => _counts.Counts;

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
    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount) =>
        IsLimited(resource.GetEndpoint()?.Metadata) && _counts.Take(ClientAddress.Of(resource)) is { } wait
            ? new Lease(wait)
            : Granted;

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
