using System.Collections.Concurrent;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>People who pay one another in a ring, one payment after the other, while a test does something that nobody
/// may notice: whatever answer is not 201 fails it.</summary>
public sealed class SteadyPayers : IAsyncDisposable
{
    private const long Funds = 1_000_000;

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Reply> _refused = new();
    private readonly Task _paying;
    private int _paid;

    private SteadyPayers(IReadOnlyList<TestUser> people)
    {
        People = people;
        _paying = Task.WhenAll(people.Select((sender, i) =>
            Task.Run(() => PayAsync(sender, people[(i + 1) % people.Count]))));
    }

    /// <summary>Who they are.</summary>
    public IReadOnlyList<TestUser> People { get; }

    /// <summary>How many payments were made.</summary>
    public int Paid => Volatile.Read(ref _paid);

    /// <summary>Registers them and has them begin.</summary>
    public static async Task<SteadyPayers> StartAsync(WalletClient client, int count = 6)
    {
        var people = new List<TestUser>();
        for (var i = 0; i < count; i++)
            people.Add(await TestUser.RegisterAsync(client, Funds));
        return new SteadyPayers(people);
    }

    /// <summary>Waits until so many more were made, and none was refused.</summary>
    public async Task GoOnAsync(int count = 30)
    {
        var before = Paid;
        await Waiting.UntilAsync(() => !_refused.IsEmpty || Paid >= before + count);
        Assert.Empty(_refused.Select(static reply => $"{reply.Status} {reply.Text}"));
    }

    /// <summary>Has them sign in again, while they pay.</summary>
    public async Task SignInAsync()
    {
        foreach (var person in People)
            await person.SignInAsync();
    }

    /// <summary>Ends it, and fails if any payment was refused.</summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await _paying;
        Assert.Empty(_refused.Select(static reply => $"{reply.Status} {reply.Text}"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{Paid} payments, none refused");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _paying;
        _stop.Dispose();
    }

    private async Task PayAsync(TestUser sender, TestUser receiver)
    {
        while (!_stop.IsCancellationRequested)
        {
            var reply = await sender.PayAsync(receiver, 1, Guid.NewGuid().ToString());
            if (reply.Status == 201)
                Interlocked.Increment(ref _paid);
            else
                _refused.Enqueue(reply);
        }
    }
}
