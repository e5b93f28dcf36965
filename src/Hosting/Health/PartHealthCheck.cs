using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Wallet.Hosting;

/// <summary>Checks a part of a process. A part that does not answer within <see cref="Deadline"/> counts as failed, and
/// is not asked again until it has answered.</summary>
/// <param name="isReady">Whether the part works. Is asked on another thread, for a store that hangs may hold the one
/// that asks it. Whatever it throws means that it does not work.</param>
/// <param name="time">The clock.</param>
public sealed class PartHealthCheck(Func<ValueTask<bool>> isReady, TimeProvider time) : IHealthCheck
{
    /// <summary>How long a check may take.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(4);

    // Asked by one round at a time.
    private Task<bool> _answer = Task.FromResult(false);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var failed = new HealthCheckResult(context.Registration.FailureStatus);
        if (!_answer.IsCompleted)
            return failed;
        _answer = Task.Run(async () => await isReady(), CancellationToken.None);
        try
        {
            return await _answer.WaitAsync(Deadline, time, cancellationToken) ? HealthCheckResult.Healthy() : failed;
        }
#pragma warning disable CA1031 // Whatever is wrong with it, it is not ready.
        catch (Exception)
#pragma warning restore CA1031
        {
            return failed;
        }
    }
}
