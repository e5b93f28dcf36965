using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Wallet.Hosting;

/// <summary>
/// Whether a process can do its work, for anybody who asks, at the price of one round of health checks a second:
/// whoever asks while a round is under way waits for that round, and what it found is remembered for
/// <see cref="RememberFor"/>. That the process is being stopped is never remembered over: it is told at once, also to
/// those who are waiting.
/// </summary>
/// <param name="checks">The process's checks.</param>
/// <param name="time">The clock.</param>
/// <param name="stopping">Is cancelled when the process is asked to stop.</param>
public sealed class Readiness(HealthCheckService checks, TimeProvider time, CancellationToken stopping)
{
    /// <summary>How long what a round found is the answer, from its end on.</summary>
    public static readonly TimeSpan RememberFor = TimeSpan.FromSeconds(1);

    private static readonly IReadOnlyList<string> ShuttingDown = ["shutting down"];

    private readonly Lock _lock = new();
    private Task<(HealthReport Report, long At)>? _round;

    /// <summary>What is down, by name; empty if everything works.</summary>
    public async Task<IReadOnlyList<string>> FindDownAsync() => DownIn(await FindAsync());

    /// <summary>What the current round found, or null if the process is being stopped.</summary>
    public async Task<HealthReport?> FindAsync()
    {
        if (stopping.IsCancellationRequested)
            return null;
        try
        {
            var (report, _) = await CurrentRound().WaitAsync(stopping);
            return stopping.IsCancellationRequested ? null : report;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>What is down according to what <see cref="FindAsync"/> found.</summary>
    public static IReadOnlyList<string> DownIn(HealthReport? report) =>
        report is null ? ShuttingDown
        : [.. report.Entries.Where(static entry => entry.Value.Status == HealthStatus.Unhealthy)
            .Select(static entry => entry.Key)];

    private Task<(HealthReport Report, long At)> CurrentRound()
    {
        lock (_lock)
        {
            if (_round is null || _round.IsCompleted
                && (!_round.IsCompletedSuccessfully || time.GetElapsedTime(_round.Result.At) >= RememberFor))
                _round = RunAsync();
            return _round;
        }
    }

    private async Task<(HealthReport Report, long At)> RunAsync() =>
        (await checks.CheckHealthAsync(), time.GetTimestamp());
}
