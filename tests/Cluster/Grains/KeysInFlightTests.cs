using Wallet.Core;
using Wallet.Grains;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>A key in flight takes memory until its commit is settled, and not a moment longer, however that
/// ends.</summary>
public sealed class KeysInFlightTests
{
    private static readonly WalletId Ada = Commands.Wallet("ada");

    private readonly Wires _wires = new();
    private readonly KeysInFlight _keys;

    public KeysInFlightTests() => _keys = new KeysInFlight(_wires, _wires);

    [Theory]
    [InlineData(GateAnswer.Held)]
    [InlineData(GateAnswer.Completed)]
    public async Task What_the_gate_holds_takes_none(GateAnswer answer)
    {
        _wires.Answer = answer;
        Assert.Equal(answer, await _keys.EnterAsync(Ada, Commands.Key(), TransferId.New(TimeProvider.System)));
        Assert.Equal(0, _keys.Count);
    }

    [Theory]
    [InlineData(GateAnswer.Entered, false)]
    [InlineData(GateAnswer.Entered, true)]
    [InlineData(GateAnswer.InDoubt, false)]
    [InlineData(GateAnswer.InDoubt, true)]
    public async Task A_key_is_held_until_its_commit_is_settled(GateAnswer answer, bool isLost)
    {
        _wires.Answer = answer;
        var command = LedgerCommand.Deposit(Ada, Amount.From(1), Commands.Key(), TransferId.New(TimeProvider.System));
        Assert.Equal(answer, await _keys.EnterAsync(Ada, command.Key, command.ProposedId));
        Assert.Equal(GateAnswer.Held, await _keys.EnterAsync(Ada, command.Key, TransferId.New(TimeProvider.System)));
        var settling = _keys.CommitAsync(command);
        Assert.Equal(1, _keys.Count);

        if (isLost)
            _wires.Commit.SetException(new TimeoutException());
        else
            _wires.Commit.SetResult(new Decision(OutcomeCode.WalletFrozen));
        if (isLost)
            await Assert.ThrowsAsync<TimeoutException>(() => settling.InTimeAsync());
        else
            Assert.Equal(OutcomeCode.WalletFrozen, (await settling.InTimeAsync()).Code);
        Assert.Equal(0, _keys.Count);
    }

    [Fact]
    public Task Who_has_64_under_way_is_busy_and_keeps_no_key_of_what_was_refused() => InTurnsAsync(async () =>
    {
        var settling = Enumerable.Range(0, Limits.MaxUnderWay).Select(i => SendAsync($"k{i}")).ToArray();
        Assert.Equal(OutcomeCode.Busy, (await SendAsync("one-more").InTimeAsync()).Code);
        Assert.Equal(Limits.MaxUnderWay, _keys.Count);
        Assert.DoesNotContain(settling, static sent => sent.IsCompleted);

        _wires.Commit.SetResult(new Decision(OutcomeCode.WalletFrozen));
        await Task.WhenAll(settling).InTimeAsync();
        Assert.Equal(OutcomeCode.WalletFrozen, (await SendAsync("one-more").InTimeAsync()).Code);
        Assert.Equal(0, _keys.Count);

        async Task<Decision> SendAsync(string key)
        {
            var command =
                LedgerCommand.Deposit(Ada, Amount.From(1), Commands.Key(key), TransferId.New(TimeProvider.System));
            Assert.Equal(GateAnswer.Entered, await _keys.EnterAsync(Ada, command.Key, command.ProposedId));
            return await _keys.CommitAsync(command);
        }
    });

    // As a grain does: one turn at a time. What is tested relies on that, and takes no lock.
    private static Task InTurnsAsync(Func<Task> test) =>
        Task.Factory.StartNew(test, CancellationToken.None, TaskCreationOptions.None,
            new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();

    /// <summary>A shared gate that gives one answer, and a committer that decides when a test says so.</summary>
    private sealed class Wires : IIdempotencyGate, ITransferCommitter
    {
        public GateAnswer Answer { get; set; }

        public TaskCompletionSource<Decision> Commit { get; } = new();

        public ValueTask<GateAnswer> EnterAsync(WalletId caller, IdempotencyKey key, TransferId attempt) => new(Answer);

        public ValueTask CompleteAsync(WalletId caller, IdempotencyKey key, TransferId attempt) => default;

        public ValueTask ReleaseAsync(WalletId caller, IdempotencyKey key, TransferId attempt) => default;

        public Task<Decision> CommitAsync(LedgerCommand command) => Commit.Task;
    }
}
