using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>The way of holds, of what becomes of them, and of refunds through the chain: who may ask for what, and for
/// what a PIN is needed.</summary>
public sealed class HoldAndRefundTests() : WorldTests(balance: 1000)
{
    private static readonly TransferOutcome NotFound = new(OutcomeCode.TransferNotFound);

    [Fact]
    public async Task To_hold_ones_money_takes_ones_PIN_and_to_take_or_give_back_what_is_held_takes_none()
    {
        Assert.Equal(new TransferOutcome(OutcomeCode.WrongPin, AttemptsLeft: 4), await HoldAsync(100, World.WrongPin));
        AssertGateAndLedgerUntouched();

        var hold = await HoldAsync(100);
        var terms = new HoldTerms(Ada.Wallet, Bob.Wallet, hold.Transfer!.CreatedAt.Plus(Limits.MinHoldTime));
        Assert.Equal((OutcomeCode.Committed, Operation.Hold, terms, "room", 900), (hold.Code, hold.Transfer.Operation,
            hold.Transfer.Hold, hold.Transfer.Note!.Value.Value, hold.Transfer.SenderBalanceAfterMinor));
        Assert.Equal(hold with { Replayed = true }, await HoldAsync(100));

        var verified = World.Bcrypt.Verifications;
        var captured = await CaptureAsync(Bob, hold, 60);
        Assert.Equal((OutcomeCode.Committed, 60), (captured.Code, captured.Transfer!.ReceiverBalanceAfterMinor));
        Assert.Equal(captured with { Replayed = true }, await CaptureAsync(Bob, hold, 60));
        var released = await ReleaseAsync(Bob, hold);
        Assert.Equal((OutcomeCode.Committed, 940), (released.Code, released.Transfer!.ReceiverBalanceAfterMinor));
        Assert.Equal(verified, World.Bcrypt.Verifications);
    }

    [Fact]
    public async Task Nobody_holds_money_for_oneself()
    {
        Assert.Equal(new TransferOutcome(OutcomeCode.SelfTransfer), await World.Chain.HoldAsync(
            Ada, new HoldRequest(
                Ada.Wallet, Amount.From(1), Limits.MinHoldTime, World.WrongPin, Commands.Key(), null)).InTimeAsync());
        Assert.Empty(World.Lockouts.Subjects);
        AssertGateAndLedgerUntouched();
    }

    [Fact]
    public async Task A_hold_is_there_for_its_receiver_alone_and_what_is_no_hold_is_none()
    {
        var hold = await HoldAsync(100);
        var captured = await CaptureAsync(Bob, hold, 10);
        var paid = await World.Chain.TransferAsync(Ada, World.Request(Bob.Wallet, 10)).InTimeAsync();
        var eve = await World.RegisterAsync("eve");
        foreach (var other in new[] { Ada, eve })
        {
            Assert.Equal(NotFound, await CaptureAsync(other, hold, 1, "other"));
            Assert.Equal(NotFound, await ReleaseAsync(other, hold));
        }

        var unknown = paid with { Transfer = paid.Transfer! with { Id = TransferId.New(TimeProvider.System) } };
        // A capture has the terms of its hold, and is none itself.
        foreach (var none in new[] { captured, paid, unknown })
        {
            Assert.Equal(NotFound, await CaptureAsync(Bob, none, 1, "other"));
            Assert.Equal(NotFound, await ReleaseAsync(Bob, none));
        }

        await AssertNothingIsLeftAsync(Ada, "other", "release");
        await AssertNothingIsLeftAsync(eve, "other", "release");
        await AssertNothingIsLeftAsync(Bob, "other", "release");
        Assert.Equal(OutcomeCode.Committed, (await ReleaseAsync(Bob, hold)).Code);
    }

    [Fact]
    public async Task Only_who_has_received_it_refunds_a_transfer_and_with_the_PIN()
    {
        var paid = await World.Chain.TransferAsync(Ada, World.Request(Bob.Wallet, 100)).InTimeAsync();
        var eve = await World.RegisterAsync("eve");
        Assert.Equal(NotFound, await RefundAsync(eve, paid));
        Assert.Equal(NotFound, await RefundAsync(eve, paid, World.WrongPin));
        Assert.False(World.Pins.IsVerified(eve.User, World.Pin));
        Assert.Equal(SecretVerdict.Verified, (await World.Pins.VerifyAsync(eve.User, World.Pin).InTimeAsync()).Verdict);
        Assert.Equal(NotFound, await RefundAsync(eve, paid));
        Assert.Equal(new TransferOutcome(OutcomeCode.NotRefundable), await RefundAsync(Ada, paid));
        Assert.Equal(OutcomeCode.WrongPin, (await RefundAsync(Bob, paid, World.WrongPin)).Code);
        await AssertNothingIsLeftAsync(eve, "refund");
        await AssertNothingIsLeftAsync(Ada, "refund");
        await AssertNothingIsLeftAsync(Bob, "refund");

        var refund = await RefundAsync(Bob, paid);
        Assert.Equal((OutcomeCode.Committed, 1000), (refund.Code, refund.Transfer!.ReceiverBalanceAfterMinor));
        // What gives back is not given back.
        Assert.Equal(new TransferOutcome(OutcomeCode.NotRefundable), await RefundAsync(Ada, refund));
    }

    [Fact]
    public async Task Of_a_hold_only_what_was_captured_is_refunded_and_by_its_receiver()
    {
        var hold = await HoldAsync(100);
        var captured = await CaptureAsync(Bob, hold, 60);
        // Both parties see all of a hold.
        foreach (var (caller, transfer) in new[] { (Ada, hold), (Bob, hold), (Ada, captured) })
            Assert.Equal(new TransferOutcome(OutcomeCode.NotRefundable), await RefundAsync(caller, transfer));
        var eve = await World.RegisterAsync("eve");
        foreach (var transfer in new[] { hold, captured })
            Assert.Equal(NotFound, await RefundAsync(eve, transfer));

        var refund = await RefundAsync(Bob, captured);
        Assert.Equal((OutcomeCode.Committed, 60, 960), (refund.Code, refund.Transfer!.Amount.Minor,
            refund.Transfer.ReceiverBalanceAfterMinor));
    }

    [Fact]
    public async Task What_can_not_be_looked_up_now_may_be_asked_for_again()
    {
        var hold = await HoldAsync(100);
        var paid = await World.Chain.TransferAsync(Ada, World.Request(Bob.Wallet, 10)).InTimeAsync();
        var asked = World.Gate.Asked;
        World.Ledger.FindTransferFailure = Fault.Failure(LedgerFailure.Unavailable);
        var unavailable = new TransferOutcome(OutcomeCode.Unavailable, RetryAfter: TimeSpan.FromSeconds(1));
        // Before the PIN.
        Assert.Equal(unavailable, await RefundAsync(Bob, paid));
        Assert.Equal(asked, World.Gate.Asked);
        // And where a key has an outcome, or is about to get one.
        await World.InnerGate.EnterAsync(Bob.Wallet, Commands.Key("capture"), TransferId.New(TimeProvider.System));
        Assert.Equal(unavailable, await CaptureAsync(Bob, hold, 1));
        World.Gate.Answer = GateAnswer.Completed;
        Assert.Equal(unavailable, await ReleaseAsync(Bob, hold));
        World.Gate.Answer = null;
        // What the ledger decides, it looks up itself.
        Assert.Equal(OutcomeCode.Committed, (await ReleaseAsync(Bob, hold)).Code);

        World.Ledger.FindTransferFailure = null;
        Assert.Equal(OutcomeCode.TransferInProgress, (await CaptureAsync(Bob, hold, 1)).Code);
        Assert.Equal(OutcomeCode.Committed, (await RefundAsync(Bob, paid)).Code);
    }

    [Fact]
    public async Task What_is_asked_for_again_is_the_same_request_whether_the_gate_knows_of_it_or_not()
    {
        var hold = await HoldAsync(100);
        var paid = await World.Chain.TransferAsync(Ada, World.Request(Bob.Wallet, 10)).InTimeAsync();
        var other = await World.Chain.TransferAsync(Ada, World.Request(Bob.Wallet, 10)).InTimeAsync();
        var unknown = paid with { Transfer = paid.Transfer! with { Id = TransferId.New(TimeProvider.System) } };
        var released = await ReleaseAsync(Bob, hold);
        var refunded = await RefundAsync(Bob, paid);
        foreach (var answer in new GateAnswer?[] { null, GateAnswer.InDoubt, GateAnswer.Held, GateAnswer.Completed })
        {
            World.Gate.Answer = answer;
            Assert.Equal(released with { Replayed = true }, await ReleaseAsync(Bob, hold));
            Assert.Equal(refunded with { Replayed = true }, await RefundAsync(Bob, paid));
            Assert.Equal(OutcomeCode.IdempotencyKeyReused, (await RefundAsync(Bob, other)).Code);
            Assert.Equal(NotFound, await RefundAsync(Bob, unknown));
        }
    }

    private Task<TransferOutcome> HoldAsync(long amountMinor, Pin? pin = null) => World.Chain.HoldAsync(
        Ada, new HoldRequest(
            Bob.Wallet, Amount.From(amountMinor), Limits.MinHoldTime, pin ?? World.Pin, Commands.Key("hold"),
            Commands.NoteOf("room"))).InTimeAsync();

    private Task<TransferOutcome> CaptureAsync(
        Caller caller, TransferOutcome hold, long amountMinor, string key = "capture") => World.Chain.CaptureAsync(
            caller, new CaptureRequest(hold.Transfer!.Id, Amount.From(amountMinor), Commands.Key(key))).InTimeAsync();

    private Task<TransferOutcome> ReleaseAsync(Caller caller, TransferOutcome hold) =>
        World.Chain.ReleaseAsync(caller, hold.Transfer!.Id, Commands.Key("release")).InTimeAsync();

    private Task<TransferOutcome> RefundAsync(Caller caller, TransferOutcome transfer, Pin? pin = null) =>
        World.Chain.RefundAsync(caller, new RefundRequest(
            transfer.Transfer!.Id, Amount.Rest, pin ?? World.Pin, Commands.Key("refund"), null)).InTimeAsync();

    private async Task AssertNothingIsLeftAsync(Caller caller, params string[] keys)
    {
        Assert.Equal(0, World.InnerGate.Count);
        foreach (var key in keys)
            Assert.Null(await World.Ledger.FindKeyAsync(caller.Wallet, Commands.Key(key)).InTimeAsync());
    }

    private void AssertGateAndLedgerUntouched()
    {
        Assert.Equal(0, World.Gate.Asked);
        Assert.Empty(World.Ledger.Batches);
    }
}
