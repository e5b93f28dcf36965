using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Wallet.Core;
using Wallet.Gateway;
using Wallet.Grains.Abstractions;
using Wallet.Suites;
using static Wallet.Core.OutcomeCode;

namespace Wallet.Cluster.Tests.Gateway;

/// <summary>What a gateway does when the first answer of a transfer grain was lost: which answers of a later attempt end the asking, and which do not.</summary>
public sealed class LostAnswerTests
{
    private static readonly Caller Ada = new(new UserId(Guid.CreateVersion7()), Commands.Wallet("ada"));
    private static readonly Dictionary<OutcomeCode, bool> EndsTheAsking = new()
    {
        [Committed] = true,
        [SelfTransfer] = true,
        [PinLocked] = true,
        [WrongPin] = true,
        [TransferInProgress] = false,
        [IdempotencyKeyReused] = true,
        [ReceiverNotFound] = true,
        [WalletFrozen] = true,
        [InsufficientFunds] = true,
        [BalanceLimit] = true,
        [Busy] = false,
        [Unavailable] = false,
        [OutcomeUnknown] = false,
        [CallerNotFound] = true,
    };

    private readonly FakeTime _time = new();

    /// <summary>Every code there is.</summary>
    public static TheoryData<OutcomeCode> Codes => [.. Enum.GetValues<OutcomeCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task After_a_lost_answer_only_what_may_pass_is_asked_again(OutcomeCode code)
    {
        var grain = new ScriptedGrain();
        var asking = SendAsync(grain);
        grain.Lose();
        await PausesAsync(asking);
        await grain.AskedAsync(2);
        var second = new TransferOutcome(code, AttemptsLeft: code == WrongPin ? 3 : null);
        grain.Answer(second);

        Assert.Equal(EndsTheAsking[code], !await PausesAsync(asking));
        if (EndsTheAsking[code])
        {
            Assert.Equal(second, await asking.InTimeAsync());
            Assert.Equal(2, grain.Asked);
            return;
        }

        await grain.AskedAsync(3);
        var third = new TransferOutcome(InsufficientFunds, Replayed: true);
        grain.Answer(third);
        Assert.Equal(third, await asking.InTimeAsync());
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Without_a_lost_answer_the_first_one_is_passed_on(OutcomeCode code)
    {
        var grain = new ScriptedGrain();
        var asking = SendAsync(grain);
        grain.Answer(new TransferOutcome(code));

        Assert.Equal(new TransferOutcome(code), await asking.InTimeAsync());
        Assert.Equal(1, grain.Asked);
    }

    private Task<TransferOutcome> SendAsync(ScriptedGrain grain)
    {
        var service = new GrainTransferService(OneGrain.For(grain), _time, NullLogger<GrainTransferService>.Instance);
        Assert.True(Pin.TryParse("2580", out var pin));
        return service.TransferAsync(Ada, new TransferRequest(Commands.Wallet("bob"), Amount.From(1), pin, Commands.Key(), null)).AsTask();
    }

    // Before it asks again, the service pauses; whether it does.
    private async Task<bool> PausesAsync(Task asking)
    {
        if (await Task.WhenAny(asking, _time.WhenTimersAsync(1)).InTimeAsync() == asking)
            return false;
        _time.Advance(TimeSpan.FromSeconds(2));
        return true;
    }

    /// <summary>A transfer grain that answers what a test says, when it says so.</summary>
    private sealed class ScriptedGrain : ITransferGrain
    {
        private readonly SemaphoreSlim _came = new(0);
        private TaskCompletionSource<TransferOutcome> _answer = new();
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public Task<TransferOutcome> TransferAsync(TransferOrder order)
        {
            // Continued by whoever answers, so that the timer of the wait is gone when the answer is given.
            _answer = new TaskCompletionSource<TransferOutcome>();
            Interlocked.Increment(ref _asked);
            _came.Release();
            return _answer.Task;
        }

        public Task<TransferOutcome> DepositAsync(UserId user, Amount amount) => throw new NotSupportedException();

        public async Task AskedAsync(int times)
        {
            while (Asked < times)
                await _came.WaitAsync().InTimeAsync();
        }

        public void Lose() => _answer.SetException(new SiloUnavailableException());

        public void Answer(TransferOutcome outcome) => _answer.SetResult(outcome);
    }

    /// <summary>A factory that knows one grain, whichever way it is asked for.</summary>
    public class OneGrain : DispatchProxy
    {
        private object? _grain;

        /// <summary>Makes the factory.</summary>
        public static IGrainFactory For(ITransferGrain grain)
        {
            var factory = Create<IGrainFactory, OneGrain>();
            ((OneGrain)(object)factory)._grain = grain;
            return factory;
        }

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _grain;
    }
}
