using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>A transfer to which every one of some refusals applies; or, where one of them is about giving back, a
/// refund; or, where it is about a hold, a capture; or the payment of a request.</summary>
internal sealed class OutcomeScene : IAsyncDisposable
{
    private const long BalanceMinor = 500;

    private readonly World _world = new();
    private GroupCommitter? _full;
    private Caller _caller;
    private WalletId _receiver;
    private long _amountMinor = 100;
    private Pin _pin = World.Pin;
    private TransferId? _refunded;
    private Transfer? _hold;
    private PaymentRequest? _request;

    private IdempotencyKey Key => _request?.PaymentKey ?? Commands.Key("key");

    /// <summary>Whether a refusal of the ledger's is recorded.</summary>
    public bool RecordsRefusals => _request is null;

    /// <summary>Makes all of them apply.</summary>
    /// <param name="applying">The outcomes.</param>
    /// <param name="remembered">Whether the caller's PIN was verified a moment ago.</param>
    public static async Task<OutcomeScene> WithAsync(OutcomeCode[] applying, bool remembered = false)
    {
        var scene = new OutcomeScene();
        scene._caller = await scene._world.RegisterAsync("ada", BalanceMinor);
        if (remembered)
            Assert.Equal(SecretVerdict.Verified,
                (await scene._world.Pins.VerifyAsync(scene._caller.User, World.Pin).InTimeAsync()).Verdict);
        var full = applying.Contains(OutcomeCode.BalanceLimit);
        scene._receiver = (await scene._world.RegisterAsync("bob", full ? Limits.MaxBalanceMinor - 50 : 0)).Wallet;
        if (applying.Contains(OutcomeCode.RefundExceeds))
            await scene.ReceiveAsync(full ? Limits.MaxBalanceMinor - 50 : 0);
        if (applying.Intersect([
            OutcomeCode.HoldExpired, OutcomeCode.HoldClosed, OutcomeCode.HoldExceeds,
            OutcomeCode.TooManyParts]).Any())
            await scene.BeHeldForAsync(full, applying.Contains(OutcomeCode.HoldExpired));
        if (applying.Contains(OutcomeCode.RequestClosed))
            await scene.AskAsync(applying.Contains(OutcomeCode.InsufficientFunds) ? BalanceMinor : 0);
        // What uses the key or guesses the PIN comes before what changes the state.
        foreach (var code in applying)
            await scene.ApplyAsync(code);
        return scene;
    }

    public async Task<TransferOutcome> SendAsync()
    {
        var (chain, amount) = (_world.NewChain(_full), Amount.From(_amountMinor));
        var sending = _hold is { } hold
            ? chain.CaptureAsync(_caller, new CaptureRequest(hold.Id, amount, Key)).AsTask()
            : _request is { } request
            ? chain.PayRequestAsync(_caller, request.Id, _pin).AsTask()
            : _refunded is { } transfer
            ? chain.RefundAsync(_caller, new RefundRequest(transfer, amount, _pin, Key, null)).AsTask()
            : chain.TransferAsync(_caller, new TransferRequest(_receiver, amount, _pin, Key, null)).AsTask();
        if (_world.Ledger.Always == Fault.LostRequest && !await IsAnsweredAtOnceAsync(sending))
            await _world.Time.PassAsync(beside: 1);
        return await sending.InTimeAsync();
    }

    public Task<KeyRecord?> FindKeyAsync() =>
        _world.Ledger.FindKeyAsync(_caller.Wallet, Key).InTimeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_full is not null)
            await _full.DisposeAsync();
        await _world.DisposeAsync();
    }

    private async Task ApplyAsync(OutcomeCode code)
    {
        switch (code)
        {
            case OutcomeCode.Committed:
                break;
            case OutcomeCode.SelfTransfer:
                _receiver = _caller.Wallet;
                break;
            case OutcomeCode.TransferNotFound:
                _refunded = TransferId.New(TimeProvider.System);
                break;
            case OutcomeCode.NotRefundable:
                _refunded = (await _world.Ledger.CommitOneAsync(
                    Commands.Transfer(_caller.Wallet, _receiver, 1))).Transfer!.Id;
                break;
            case OutcomeCode.PinLocked:
                for (var i = 0; i < 5; i++)
                    Assert.Equal(SecretVerdict.Wrong,
                        (await _world.Pins.VerifyAsync(_caller.User, World.WrongPin).InTimeAsync()).Verdict);
                break;
            case OutcomeCode.WrongPin:
                _pin = World.WrongPin;
                break;
            case OutcomeCode.TransferInProgress:
                await _world.InnerGate.EnterAsync(_caller.Wallet, Key, TransferId.New(TimeProvider.System));
                break;
            case OutcomeCode.IdempotencyKeyReused:
                var first = await _world.Ledger.CommitOneAsync(
                    Commands.Transfer(_caller.Wallet, await OtherAsync(), 1, Key.Value));
                Assert.Equal(OutcomeCode.Committed, first.Code);
                break;
            case OutcomeCode.ReceiverNotFound:
                _receiver = Commands.Wallet("nobody");
                break;
            case OutcomeCode.WalletFrozen:
                await _world.Operators.SetFrozenAsync(_caller.Wallet, true);
                break;
            case OutcomeCode.InsufficientFunds:
                _amountMinor += BalanceMinor;
                break;
            case OutcomeCode.BalanceLimit:
                break; // The receiver has been funded up to 50 below it.
            case OutcomeCode.RefundExceeds:
                _amountMinor++; // Has been received.
                break;
            case OutcomeCode.HoldExpired:
                break; // Its time has passed: a key that is in progress would be free by now.
            case OutcomeCode.HoldClosed:
                Assert.Equal(OutcomeCode.Committed,
                    (await _world.Ledger.CommitOneAsync(Commands.Release(_hold!))).Code);
                break;
            case OutcomeCode.TooManyParts:
                await CaptureInPartsAsync();
                break;
            case OutcomeCode.HoldExceeds:
                _amountMinor++; // Is held.
                break;
            case OutcomeCode.LimitExceeded:
                Assert.NotNull(
                    await _world.Spending.SetLimitsAsync(_caller.Wallet, new SpendingLimits(_amountMinor - 1, null)));
                break;
            case OutcomeCode.RequestClosed:
                await _world.Requests.CancelRequestAsync(_request!.Id, _receiver);
                break;
            case OutcomeCode.Busy:
                _full = new GroupCommitter(
                    _world.Ledger, _world.Time, options: new GroupCommitterOptions { MaxWaiting = 0 });
                break;
            case OutcomeCode.Unavailable:
                _world.Ledger.Always = Fault.Unavailable;
                break;
            case OutcomeCode.OutcomeUnknown:
                _world.Ledger.Always = Fault.LostRequest;
                break;
            case OutcomeCode.CallerNotFound:
                _caller = _caller with { Wallet = Commands.Wallet("stranger") };
                break;
            default:
                throw new ArgumentOutOfRangeException(
                    nameof(code), code, "No way is known to make this outcome apply.");
        }
    }

    // Somebody has paid as much as is refunded.
    private async Task ReceiveAsync(long balanceMinor)
    {
        var payer = (await _world.RegisterAsync("joe", _amountMinor)).Wallet;
        var paid = await _world.Ledger.CommitOneAsync(Commands.Transfer(payer, _caller.Wallet, _amountMinor));
        _refunded = paid.Transfer!.Id;
        await _world.Ledger.FundAsync(payer, balanceMinor);
    }

    // Somebody has set aside as much as is captured.
    private async Task BeHeldForAsync(bool full, bool expired)
    {
        var payer = (await _world.RegisterAsync("joe", _amountMinor)).Wallet;
        _hold = (await _world.Ledger.CommitOneAsync(Commands.Hold(
            payer, _caller.Wallet, _amountMinor, expiresIn: Limits.MinHoldTime))).Transfer;
        if (full)
            await _world.Ledger.FundAsync(_caller.Wallet, Limits.MaxBalanceMinor - 50);
        if (expired)
            _world.Time.Advance(Limits.MinHoldTime);
    }

    // One unit is left of what would leave two.
    private async Task CaptureInPartsAsync()
    {
        var payer = (await _world.RegisterAsync("jim", Limits.MaxParts + 2)).Wallet;
        _hold = (await _world.Ledger.CommitOneAsync(
            Commands.Hold(payer, _caller.Wallet, Limits.MaxParts + 2))).Transfer!;
        for (var i = 0; i < Limits.MaxParts; i += 250)
            await _world.Ledger.CommitAsync([.. Enumerable.Range(0, 250).Select(_ => Commands.Capture(_hold, 1))]);
        _amountMinor = 1;
    }

    // The receiver asks for as much as is sent.
    private async Task AskAsync(long moreMinor) => _request =
        (await _world.Requests.MakeRequestAsync(Commands.Ask(_receiver, _caller.Wallet, _amountMinor + moreMinor)))
        .Request;

    private async Task<WalletId> OtherAsync() => (await _world.RegisterAsync("eve")).Wallet;

    // Either the chain refuses before the ledger is asked, or it waits: one timer is its deadline, the other the
    // committer's pause.
    private async Task<bool> IsAnsweredAtOnceAsync(Task<TransferOutcome> sending) =>
        await Task.WhenAny(sending, _world.Time.WhenTimersAsync(2)).InTimeAsync() == sending;
}
