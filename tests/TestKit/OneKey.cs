using Wallet.Core;
using Wallet.TestKit.Http;
using Xunit;

namespace Wallet.TestKit;

/// <summary>What must come of simultaneous requests with one key, however they are made: one pays, and all others are
/// replays of it or are told that it is in progress.</summary>
public static class OneKey
{
    private const int Requests = 50;

    /// <summary>Races calls of the chain, or of the grain.</summary>
    public static async Task RaceAsync(Func<Task<TransferOutcome>> payAsync)
    {
        var outcomes = await AtOnceAsync(payAsync);
        var first = Assert.Single(outcomes, static o => o is { Code: OutcomeCode.Committed, Replayed: false });
        Assert.All(outcomes.Where(o => o != first && o.Code != OutcomeCode.TransferInProgress), o =>
            Assert.Equal(first with { Replayed = true }, o));
        Assert.Equal(first with { Replayed = true }, await payAsync());
    }

    /// <summary>Races requests over HTTP.</summary>
    public static async Task RaceAsync(Func<Task<Reply>> payAsync)
    {
        var replies = await AtOnceAsync(payAsync);
        var first = Assert.Single(replies, static reply => reply.Status == 201 && !reply.Replayed);
        Assert.All(replies.Where(reply => reply.Status == 201 && reply != first), reply => reply.ReplayOf(first));
        Assert.All(replies.Where(static reply => reply.Status != 201), static reply =>
            reply.Refused(409, "transfer_in_progress"));
        (await payAsync()).ReplayOf(first);
    }

    private static Task<T[]> AtOnceAsync<T>(Func<Task<T>> payAsync) =>
        Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => Task.Run(payAsync))).InTimeAsync();
}
