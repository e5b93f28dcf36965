using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Wallet.Api;
using Wallet.Core;
using Wallet.Grains.Abstractions;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Gateway;

/// <summary>
/// What a gateway does when the answer of a transfer grain was lost: it says so and asks nothing again. A wrong PIN
/// that was asked again some sixteen times was as many guesses, so that one mistyped PIN could lock it.
/// </summary>
public sealed class LostAnswerTests
{
    private static readonly Caller Ada = new(new UserId(Guid.CreateVersion7()), Commands.Wallet("ada"));

    /// <summary>Every code there is.</summary>
    public static TheoryData<OutcomeCode> Codes => [.. Enum.GetValues<OutcomeCode>()];

    [Fact]
    public async Task A_lost_answer_is_an_unknown_outcome_and_the_grain_is_asked_once()
    {
        var grain = new ScriptedGrain();
        var asking = SendAsync(grain);
        grain.Lose();

        Assert.Equal(new TransferOutcome(OutcomeCode.OutcomeUnknown, RetryAfter: TimeSpan.FromSeconds(2)),
            await asking.InTimeAsync());
        Assert.Equal(1, grain.Asked);
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

    private static Task<TransferOutcome> SendAsync(ScriptedGrain grain)
    {
        var service = new GrainTransferService(OneGrain.For(grain), NullLogger<GrainTransferService>.Instance);
        Assert.True(Pin.TryParse("2580", out var pin));
        return service.TransferAsync(
            Ada, new TransferRequest(Commands.Wallet("bob"), Amount.From(1), pin, Commands.Key(), null)).AsTask();
    }

    /// <summary>A transfer grain that answers what a test says, when it says so.</summary>
    private sealed class ScriptedGrain : ITransferGrain
    {
        private readonly TaskCompletionSource<TransferOutcome> _answer = new();

        public int Asked { get; private set; }

        public Task<TransferOutcome> TransferAsync(TransferOrder order)
        {
            Asked++;
            return _answer.Task;
        }

        public Task<TransferOutcome> RefundAsync(RefundOrder order) => throw new NotSupportedException();

        public Task<TransferOutcome> HoldAsync(HoldOrder order) => throw new NotSupportedException();

        public Task<TransferOutcome> CaptureAsync(CaptureOrder order) => throw new NotSupportedException();

        public Task<TransferOutcome> ReleaseAsync(CaptureOrder order) => throw new NotSupportedException();

        public Task<TransferOutcome> PayRequestAsync(RequestPaymentOrder order) => throw new NotSupportedException();

        public Task<TransferOutcome> DepositAsync(UserId user, Amount amount, IdempotencyKey key) =>
            throw new NotSupportedException();

        public Task<SecretCheck> ChangePinAsync(UserId user, Pin pin, Pin newPin) => throw new NotSupportedException();

        public Task<LimitsReply> SetLimitsAsync(LimitsOrder order) => throw new NotSupportedException();

        public Task<PinLock?> LookAtPinAsync(UserId user) => throw new NotSupportedException();

        public Task<bool> UnlockPinAsync(UserId user) => throw new NotSupportedException();

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
