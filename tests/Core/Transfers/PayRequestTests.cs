using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>The way of a request's payment through the chain.</summary>
public sealed class PayRequestTests() : WorldTests(balance: 1000)
{
    [Fact]
    public async Task It_is_paid_once_and_replayed_after_the_pin_was_checked_again()
    {
        var request = await AskAsync(30);

        var first = await PayAsync(Ada, request);
        Assert.Equal((OutcomeCode.Committed, 970), (first.Code, first.Transfer!.SenderBalanceAfterMinor));
        Assert.Equal(first with { Replayed = true }, await PayAsync(Ada, request));
        Assert.Equal(OutcomeCode.WrongPin,
            (await World.Chain.PayRequestAsync(Ada, request.Id, World.WrongPin).InTimeAsync()).Code);
        Assert.Equal((970, 30),
            (await World.Ledger.BalanceAsync(Ada.Wallet), await World.Ledger.BalanceAsync(Bob.Wallet)));
    }

    [Fact]
    public async Task What_is_not_the_callers_to_pay_is_not_there_and_is_no_guess()
    {
        var request = await AskAsync(30);
        var eve = await World.RegisterAsync("eve", 100);
        foreach (var other in new[] { Bob, eve })
            Assert.Equal(new TransferOutcome(OutcomeCode.TransferNotFound), await PayAsync(other, request));
        Assert.Equal(new TransferOutcome(OutcomeCode.TransferNotFound),
            await PayAsync(Ada, request with { Id = RequestId.New(TimeProvider.System) }));
        Assert.Equal(0, World.Bcrypt.Verifications);
        Assert.Equal(OutcomeCode.Committed, (await PayAsync(Ada, request)).Code);
    }

    [Fact]
    public async Task A_refusal_gives_the_gate_back_and_may_be_another_one_next_time()
    {
        var request = await AskAsync(1030);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(OutcomeCode.InsufficientFunds, (await PayAsync(Ada, request)).Code);
            Assert.Equal((i + 1, 0), (World.Gate.Released.Count, World.Gate.Completed.Count));
        }

        await World.Ledger.FundAsync(Ada.Wallet, 1030);
        Assert.Equal(OutcomeCode.Committed, (await PayAsync(Ada, request)).Code);
        Assert.Equal(1030, await World.Ledger.BalanceAsync(Bob.Wallet));
    }

    [Fact]
    public async Task What_became_of_it_is_told()
    {
        var request = await AskAsync(30);
        await World.Requests.CancelRequestAsync(request.Id, Bob.Wallet);
        Assert.Equal(
            new TransferOutcome(OutcomeCode.RequestClosed, RequestState: PaymentRequestState.Cancelled),
            await PayAsync(Ada, request));
        Assert.Single(World.Gate.Released);
        Assert.Empty(World.Gate.Completed);
    }

    [Fact]
    public async Task What_can_not_be_looked_up_now_may_be_paid_later()
    {
        var request = await AskAsync(30);
        // So far ahead that what has expired is anybody's guess.
        World.Time.SetClock(FakeTime.Start + Limits.MaxClockLead + TimeSpan.FromSeconds(1));
        Assert.Equal(new TransferOutcome(OutcomeCode.Unavailable, RetryAfter: TimeSpan.FromSeconds(1)),
            await PayAsync(Ada, request));
        Assert.Equal((0, 0), (World.Gate.Asked, World.Bcrypt.Verifications));

        World.Time.SetClock(FakeTime.Start);
        Assert.Equal(OutcomeCode.Committed, (await PayAsync(Ada, request)).Code);
    }

    [Fact]
    public async Task Fifty_at_once_pay_it_once()
    {
        var request = await AskAsync(30);
        await World.Pins.VerifyAsync(Ada.User, World.Pin).InTimeAsync();
        await OneKey.RaceAsync(() => PayAsync(Ada, request));
        Assert.Equal((970, 30),
            (await World.Ledger.BalanceAsync(Ada.Wallet), await World.Ledger.BalanceAsync(Bob.Wallet)));
    }

    private Task<TransferOutcome> PayAsync(Caller caller, PaymentRequest request) =>
        World.Chain.PayRequestAsync(caller, request.Id, World.Pin).InTimeAsync();

    private async Task<PaymentRequest> AskAsync(long amountMinor) =>
        (await World.Requests.MakeRequestAsync(Commands.Ask(Bob.Wallet, Ada.Wallet, amountMinor))).Request!;
}
