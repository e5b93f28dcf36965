namespace Wallet.Core;

/// <summary>An answer that has a price and may be a minute old. Whoever wants it gets what is known, at once, and has
/// it asked for again if that was a minute ago.</summary>
/// <typeparam name="T">The answer.</typeparam>
/// <param name="known">What is known before it was ever asked for.</param>
/// <param name="askAsync">Asks for it. While it fails, what it said before still holds.</param>
/// <param name="time">The clock.</param>
public sealed class SeldomAsked<T>(T known, Func<Task<T>> askAsync, TimeProvider time) where T : class?
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMinutes(1);

    private T _known = known;
    private Task _asking = Task.CompletedTask;
    private long? _askedAt;

    /// <summary>What is known. To be called by one at a time.</summary>
    public T Read()
    {
        if (_asking.IsCompleted && (_askedAt is not { } at || time.GetElapsedTime(at) >= AskEvery))
        {
            _askedAt = time.GetTimestamp();
            _asking = Task.Run(AskAsync);
        }

        return Volatile.Read(ref _known);
    }

    private async Task AskAsync()
    {
        try
        {
            Volatile.Write(ref _known, await askAsync());
        }
#pragma warning disable CA1031 // Nobody waits for it.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
