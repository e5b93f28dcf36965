namespace Wallet.Hosting;

/// <summary>
/// Whether a process can do its work, for anybody who asks, at the price of one check of each part a second: whoever
/// asks while a round of checks is under way waits for that round, and what it found is remembered for
/// <see cref="RememberFor"/>. A check that does not answer within <see cref="Deadline"/> counts as down, and is not
/// asked again until it has come to an end. That the process is being stopped is never remembered over: it is told at
/// once, also to those who are waiting.
/// </summary>
/// <param name="checks">The parts. They are asked side by side.</param>
/// <param name="time">The clock.</param>
/// <param name="stopping">Is cancelled when the process is asked to stop.</param>
public sealed class Readiness(IEnumerable<IReadinessCheck> checks, TimeProvider time, CancellationToken stopping)
{
    /// <summary>How long what a round found is the answer, from its end on.</summary>
    public static readonly TimeSpan RememberFor = TimeSpan.FromSeconds(1);

    /// <summary>How long a check may take.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(4);

    private static readonly IReadOnlyList<string> ShuttingDown = ["shutting down"];

    private readonly Lock _lock = new();
    private readonly Part[] _parts = [.. checks.Select(check => new Part(check, time))];
    private Task<Found>? _round;

    /// <summary>What is down, by name; empty if everything works.</summary>
    public async Task<IReadOnlyList<string>> FindDownAsync()
    {
        if (stopping.IsCancellationRequested)
            return ShuttingDown;
        try
        {
            var found = await CurrentRound().WaitAsync(stopping);
            return stopping.IsCancellationRequested ? ShuttingDown : found.Down;
        }
        catch (OperationCanceledException)
        {
            return ShuttingDown;
        }
    }

    private Task<Found> CurrentRound()
    {
        lock (_lock)
        {
            if (_round is null || _round.IsCompletedSuccessfully
                && time.GetElapsedTime(_round.Result.At) >= RememberFor)
                _round = RunAsync();
            return _round;
        }
    }

    private async Task<Found> RunAsync()
    {
        var ready = await Task.WhenAll(_parts.Select(static part => part.IsReadyAsync()));
        return new Found([.. _parts.Where((_, i) => !ready[i]).Select(static part => part.Name)], time.GetTimestamp());
    }

    private sealed record Found(IReadOnlyList<string> Down, long At);

    // Asked by one round at a time.
    private sealed class Part(IReadinessCheck check, TimeProvider time)
    {
        private Task<bool> _answer = Task.FromResult(false);

        public string Name => check.Name;

        public async Task<bool> IsReadyAsync()
        {
            if (!_answer.IsCompleted)
                return false;
            // On another thread, for a store that hangs may hold the one that asks it.
            _answer = Task.Run(AskAsync);
            try
            {
                return await _answer.WaitAsync(Deadline, time);
            }
            catch (TimeoutException)
            {
                return false;
            }
        }

        private async Task<bool> AskAsync()
        {
            try
            {
                return await check.IsReadyAsync();
            }
#pragma warning disable CA1031 // Whatever is wrong with it, it is not ready.
            catch (Exception)
#pragma warning restore CA1031
            {
                return false;
            }
        }
    }
}
