using Wallet.TestKit;

namespace Wallet.Core.Tests;

/// <summary>Lets a committer run through its retries of a commit whose outcome is unknown.</summary>
internal static class Retries
{
    // The pauses before the second, third and fourth retry; the first comes at once. They are passed one by one and to
    // the tick, for a step that is too long could pass two of them or none, as the threads happen to run.
    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    /// <summary>Passes the pauses.</summary>
    /// <param name="time">The committer's time.</param>
    /// <param name="beside">How many timers others have set meanwhile.</param>
    /// <param name="count">How many pauses.</param>
    public static async Task PassAsync(this FakeTime time, int beside = 0, int count = 3)
    {
        foreach (var pause in Pauses.Take(count))
        {
            await time.WhenTimersAsync(beside + 1).InTimeAsync();
            time.Advance(pause);
        }
    }
}
