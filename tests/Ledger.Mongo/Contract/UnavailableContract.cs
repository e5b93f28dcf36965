using System.Diagnostics;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>What happens when the server can't be reached, or can't go on, before a commit is sent.</summary>
public sealed class UnavailableContract : WireContract
{
    /// <inheritdoc/>
    protected override TimeSpan Timeout => TimeSpan.FromSeconds(1.5);

    [Fact]
    public async Task Without_a_server_nothing_was_written_and_everybody_hears_so_in_time()
    {
        await Fake.DisposeAsync();
        var start = Stopwatch.GetTimestamp();

        await AssertUnavailableAsync(async () => await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 10)]));
        await AssertUnavailableAsync(async () => await Ledger.FindWalletAsync(Ada));
        await AssertUnavailableAsync(async () => await Ledger.FindByEmailAsync(People.Email("ada@example.org")));
        Assert.False(await Ledger.IsReadyAsync());

        // Four deadlines and what it takes to give up a transaction; the driver's own patience would be 30 s each.
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(25));
    }

    [Theory]
    [InlineData("aggregate settings")]
    [InlineData("update wallets")]
    public async Task A_batch_that_never_gets_through_is_unavailable_at_the_deadline(string step)
    {
        Fake.On(command => command.Summary == step ? WireFault.Refuse(FakeError.WriteConflict) : null);

        await AssertUnavailableAsync(async () => await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 10)]));

        Assert.True(Transactions().Count > 1);
        Assert.DoesNotContain(Fake.Received, static command => command.Name == "commitTransaction");
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up_at_the_deadline()
    {
        var never = new TaskCompletionSource();
        Fake.On(command => command.Summary is "find wallets" or "aggregate settings"
            ? WireFault.After(() => never.Task)
            : null);

        await AssertUnavailableAsync(async () => await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 10)]));
        await AssertUnavailableAsync(async () => await Ledger.FindWalletAsync(Ada));

        Assert.DoesNotContain(Fake.Received, static command => command.Name == "commitTransaction");
        never.SetResult();
    }

    [Fact]
    public async Task A_store_that_refuses_to_write_is_unavailable_at_once_and_not_tried_in_halves()
    {
        await using var ledger = await OpenAgainAsync();
        Fake.On(static command =>
            command.Name == "insert" ? WireFault.Refuse(new FakeError(14031, "OutOfDiskSpace")) : null);
        await using var committer = new GroupCommitter(ledger, TimeProvider.System);

        var decisions = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => committer.CommitAsync(Commands.Transfer(Ada, Bob, 10)))).InTimeAsync();

        Assert.All(decisions, static decision => Assert.Equal(OutcomeCode.Unavailable, decision.Code));
        Assert.InRange(Transactions().Count, 1, 8);
    }

    [Fact]
    public async Task A_burst_of_reads_waits_for_connections_instead_of_failing()
    {
        await using var ledger = await OpenAgainAsync(settings: "?maxPoolSize=4");

        var views = await Task.WhenAll(Enumerable.Range(0, 800).Select(_ => ledger.FindWalletAsync(Ada).AsTask()))
            .InTimeAsync();

        Assert.All(views, static view => Assert.Equal(1000, view!.BalanceMinor));
    }

    private static async Task AssertUnavailableAsync(Func<Task> work) =>
        Assert.Equal(LedgerFailure.Unavailable, (await Assert.ThrowsAsync<LedgerException>(work)).Failure);
}
