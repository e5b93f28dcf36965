using System.Data.Common;

namespace Wallet.Silo;

/// <summary>
/// Removes sign-in lockouts that nobody remembers. A lockout's grain removes its row when its counts are forgotten; a
/// silo that was killed meanwhile left the row behind, and on an e-mail that nobody has nobody may ever try again.
/// </summary>
internal sealed partial class ForgottenLockouts(
    LockoutsDatabase database, TimeProvider time, ILogger<ForgottenLockouts> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await RemoveAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task RemoveAsync(CancellationToken cancellation)
    {
        try
        {
            await database.RemoveForgottenAsync(cancellation);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            LogFailure(e);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Forgotten lockouts could not be removed; it is tried again in an hour.")]
    private partial void LogFailure(Exception exception);
}
