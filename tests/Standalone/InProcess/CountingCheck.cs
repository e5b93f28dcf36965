using Wallet.TestKit;

namespace Wallet.Standalone.Tests.InProcess;

/// <summary>A part of a host that counts how often it is asked. While its turnstile is closed, it does not
/// answer.</summary>
internal sealed class CountingCheck(string name, Turnstile turnstile)
{
    private int _times;

    /// <summary>How often it was asked.</summary>
    public int Times => Volatile.Read(ref _times);

    /// <summary>Whether it works.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>Whether it keeps the thread that asks, as a system call does.</summary>
    public bool Blocks { get; init; }

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Whether it works.</summary>
    public async ValueTask<bool> IsReadyAsync()
    {
        Interlocked.Increment(ref _times);
        if (Blocks)
            turnstile.Pass();
        else
            await turnstile.PassAsync();
        return IsUp ? true : throw new InvalidOperationException("It is down.");
    }
}
