using System.Diagnostics;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// The moment at which waiting for the server ends. It runs on the machine's own clock, not on the ledger's: it bounds
/// real network calls, which no other clock can hurry.
/// </summary>
internal sealed class Deadline(TimeSpan limit) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _source = new(limit);
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Cancelled when the deadline has come.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether the deadline has come.</summary>
    public bool HasCome => _source.IsCancellationRequested;

    /// <summary>How long is left, at least a millisecond: the server takes zero for no limit.</summary>
    public TimeSpan Left
    {
        get
        {
            var left = limit - Stopwatch.GetElapsedTime(_start);
            return left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1);
        }
    }

    /// <summary>Waits before attempt <paramref name="failures"/> + 1, for a random time, so that those who collided
    /// don't collide again.</summary>
    /// <exception cref="OperationCanceledException">The deadline has come.</exception>
    public Task PauseAsync(int failures)
    {
        var longest = FirstPause * Math.Pow(2, Math.Min(failures, 10));
        return Task.Delay((longest < LongestPause ? longest : LongestPause) * Random.Shared.NextDouble(), Token);
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
