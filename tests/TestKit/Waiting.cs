namespace Wallet.TestKit;

/// <summary>Waiting for what must happen, without hanging when it does not.</summary>
public static class Waiting
{
    // Real time, and only the bound of a test that has failed: nothing is ever slept away. It is long, for a machine
    // may be busy.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The result, or a <see cref="TimeoutException"/> where a test would otherwise hang.</summary>
    public static Task<T> InTimeAsync<T>(this Task<T> task) => task.WaitAsync(Patience);

    /// <inheritdoc cref="InTimeAsync{T}(Task{T})"/>
    public static Task InTimeAsync(this Task task) => task.WaitAsync(Patience);

    /// <inheritdoc cref="InTimeAsync{T}(Task{T})"/>
    public static Task<T> InTimeAsync<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Patience);

    /// <inheritdoc cref="InTimeAsync{T}(Task{T})"/>
    public static Task InTimeAsync(this ValueTask task) => task.AsTask().WaitAsync(Patience);

    /// <summary>Looks again and again, in real time, until something is so; a <see cref="TimeoutException"/> where a
    /// test would otherwise hang.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(since) > Patience)
                throw new TimeoutException("What a test waited for did not come about.");
            await Task.Yield();
        }
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}})"/>
    public static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    /// <summary>Does something while holding one of the semaphore's slots.</summary>
    public static async Task<T> InTurnAsync<T>(this SemaphoreSlim slots, Func<Task<T>> act)
    {
        await slots.WaitAsync();
        try
        {
            return await act();
        }
        finally
        {
            slots.Release();
        }
    }
}
