using Wallet.Suites;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class InProcessGateTests
{
    private static readonly WalletId Ada = Commands.Wallet("ada"), Bob = Commands.Wallet("bob");
    private static readonly IdempotencyKey Key = Commands.Key("key");

    private readonly FakeTime _time = new();
    private readonly InProcessGate _gate;

    public InProcessGateTests() => _gate = new InProcessGate(_time);

    [Fact]
    public async Task One_attempt_holds_a_key()
    {
        var mine = NewAttempt();
        Assert.Equal(GateAnswer.Entered, await EnterAsync(mine));

        Assert.Equal(GateAnswer.Held, await EnterAsync(NewAttempt()));
        Assert.Equal(GateAnswer.Entered, await _gate.EnterAsync(Bob, Key, NewAttempt()));
        Assert.Equal(GateAnswer.Entered, await _gate.EnterAsync(Ada, Commands.Key("KEY"), NewAttempt()));
    }

    [Fact]
    public async Task Of_racing_attempts_one_enters()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => EnterAsync(NewAttempt())))).InTimeAsync();

        Assert.Single(answers, GateAnswer.Entered);
        Assert.Equal(63, answers.Count(static answer => answer == GateAnswer.Held));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_holds_a_key_gives_it_back(bool completes)
    {
        var mine = NewAttempt();
        await EnterAsync(mine);
        await LeaveAsync(mine, completes);

        Assert.Equal(0, _gate.Count);
        Assert.Equal(GateAnswer.Entered, await EnterAsync(NewAttempt()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_gives_anothers_key_back(bool completes)
    {
        await EnterAsync(NewAttempt());
        await LeaveAsync(NewAttempt(), completes);

        Assert.Equal(GateAnswer.Held, await EnterAsync(NewAttempt()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hold_expires_after_30_seconds_and_its_late_owner_touches_nothing(bool completes)
    {
        var (late, next) = (NewAttempt(), NewAttempt());
        await EnterAsync(late);
        _time.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromTicks(1));
        Assert.Equal(GateAnswer.Held, await EnterAsync(next));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(GateAnswer.Entered, await EnterAsync(next));

        await LeaveAsync(late, completes);

        Assert.Equal(GateAnswer.Held, await EnterAsync(NewAttempt()));
        // The new hold has 30 seconds of its own.
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(GateAnswer.Held, await EnterAsync(NewAttempt()));
    }

    [Fact]
    public async Task Of_attempts_that_race_for_an_expired_hold_one_enters()
    {
        await EnterAsync(NewAttempt());
        _time.Advance(TimeSpan.FromSeconds(30));

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => EnterAsync(NewAttempt())))).InTimeAsync();

        Assert.Single(answers, GateAnswer.Entered);
    }

    [Fact]
    public async Task Holds_that_have_expired_are_let_go_though_nobody_asks_for_them_again()
    {
        for (var i = 0; i < 100; i++)
            await _gate.EnterAsync(Ada, Commands.Key(), NewAttempt());
        _time.Advance(TimeSpan.FromSeconds(20));
        await EnterAsync(NewAttempt());
        Assert.Equal(101, _gate.Count);

        _time.Advance(TimeSpan.FromSeconds(10));
        await _gate.EnterAsync(Bob, Key, NewAttempt());

        Assert.Equal(2, _gate.Count);
        Assert.Equal(GateAnswer.Held, await EnterAsync(NewAttempt()));
    }

    [Fact]
    public async Task The_wall_clock_does_not_matter()
    {
        await EnterAsync(NewAttempt());
        _time.SetClock(FakeTime.Start.AddDays(1));

        Assert.Equal(GateAnswer.Held, await EnterAsync(NewAttempt()));
    }

    private static TransferId NewAttempt() => TransferId.New(TimeProvider.System);

    private Task<GateAnswer> EnterAsync(TransferId attempt) => _gate.EnterAsync(Ada, Key, attempt).AsTask();

    private ValueTask LeaveAsync(TransferId attempt, bool completes) =>
        completes ? _gate.CompleteAsync(Ada, Key, attempt) : _gate.ReleaseAsync(Ada, Key, attempt);
}
