using Wallet.Suites;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class FairCommitterTests : IAsyncLifetime
{
    private readonly World _world = new();
    private WalletId _ada, _bob;

    public async ValueTask InitializeAsync()
    {
        _ada = (await _world.RegisterAsync("ada", 100_000)).Wallet;
        _bob = (await _world.RegisterAsync("bob", 100_000)).Wallet;
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task One_caller_who_sends_without_end_is_busy_alone()
    {
        var turnstile = new Turnstile();
        _world.Ledger.Next(Fault.Behind(turnstile));
        var first = CommitAsync(_ada, _bob);
        await turnstile.Reached.InTimeAsync();

        var flood = Enumerable.Range(0, GroupCommitter.DefaultMaxWaiting + 1).Select(_ => CommitAsync(_ada, _bob)).ToArray();
        var other = CommitAsync(_bob, _ada);
        Assert.All(flood[(Limits.MaxUnderWay - 1)..], static refused => Assert.Equal(new Decision(OutcomeCode.Busy), refused.Result));
        Assert.False(other.IsCompleted, "Somebody else was refused because of the flood.");
        turnstile.Open();

        Assert.Equal(OutcomeCode.Committed, (await other.InTimeAsync()).Code);
        Assert.All(
            await Task.WhenAll([first, .. flood[..(Limits.MaxUnderWay - 1)]]).InTimeAsync(),
            static decision => Assert.Equal(OutcomeCode.Committed, decision.Code));
        // What is settled gives its slot back: as many fit as before.
        Assert.All(
            await Task.WhenAll(Enumerable.Range(0, Limits.MaxUnderWay).Select(_ => CommitAsync(_ada, _bob))).InTimeAsync(),
            static decision => Assert.Equal(OutcomeCode.Committed, decision.Code));
    }

    [Fact]
    public async Task A_slot_is_held_until_the_commit_is_settled_whoever_stopped_waiting_for_it()
    {
        var (ada, bob) = (new Caller(default, _ada), new Caller(default, _bob));
        var turnstile = new Turnstile();
        _world.Ledger.Next(Fault.Behind(turnstile));
        var given = Enumerable.Range(0, Limits.MaxUnderWay).Select(i => DepositAsync(ada, $"k{i}")).ToArray();
        await turnstile.Reached.InTimeAsync();
        await _world.Time.WhenTimersAsync(given.Length).InTimeAsync();
        _world.Time.Advance(TransferChain.CommitDeadline);
        Assert.All(await Task.WhenAll(given).InTimeAsync(), static outcome => Assert.Equal(OutcomeCode.OutcomeUnknown, outcome.Code));

        Assert.Equal(OutcomeCode.Busy, (await DepositAsync(ada, "one-more").InTimeAsync()).Code);
        var other = DepositAsync(bob, "of-bob");
        turnstile.Open();

        Assert.Equal(OutcomeCode.Committed, (await other.InTimeAsync()).Code);
        Assert.Equal(OutcomeCode.Committed, (await DepositAsync(ada, "one-more").InTimeAsync()).Code);
        Assert.Equal(100_000 + Limits.MaxUnderWay + 1, await _world.Ledger.BalanceAsync(_ada));
    }

    private Task<Decision> CommitAsync(WalletId sender, WalletId receiver) => _world.Committer.CommitAsync(Commands.Transfer(sender, receiver, 1));

    private Task<TransferOutcome> DepositAsync(Caller caller, string key) => _world.Chain.DepositAsync(caller, Amount.From(1), Commands.Key(key)).AsTask();
}
