using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

// Payment requests, one thing after the other.
public abstract partial class LedgerConformance
{
    [Fact]
    public async Task A_request_is_made_found_and_kept()
    {
        var (ada, bob) = (await OpenWalletAsync("ada"), await OpenWalletAsync("bob"));
        var ask = Commands.Ask(bob, ada, 30, note: "Pizza \u20b9 \ud83d\udc4d", expiresIn: TimeSpan.FromSeconds(60));
        var now = Timestamp.Now(Time);

        var made = await Requests.MakeRequestAsync(ask);

        var request = new PaymentRequest(
            ask.Id, bob, ada, Amount.From(30), ask.Note, PaymentRequestState.Open, now,
            now.Plus(TimeSpan.FromSeconds(60)));
        Assert.Equal(new RequestMade(RequestVerdict.Done, request), made);
        await ReopenAsync();
        Assert.Equal(request, await Requests.FindRequestAsync(ask.Id));
        Assert.Equal([request], await ReadRequestsAsync(ada, asPayer: true));
        Assert.Equal([request], await ReadRequestsAsync(bob, asPayer: false));
        Assert.Empty(await ReadRequestsAsync(ada, asPayer: false));
        Assert.Empty(await ReadRequestsAsync(Commands.Wallet("nobody"), asPayer: true));
        Assert.Null(await Requests.FindRequestAsync(RequestId.New(TimeProvider.System)));
        // To ask moves nothing.
        Assert.Equal((0, 0), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob)));
    }

    [Fact]
    public async Task A_payees_key_makes_one_request_and_has_the_same_answer_for_ever()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob", 100));
        var ask = Commands.Ask(bob, ada, 30, "key", "tea");
        var made = await Requests.MakeRequestAsync(ask);
        Assert.Equal((RequestVerdict.Done, false), (made.Verdict, made.Replayed));

        // Its very own answer had been lost on the way.
        Assert.Equal(made, await Requests.MakeRequestAsync(ask));
        var again = ask with { Id = RequestId.New(TimeProvider.System) };
        Assert.Equal(made with { Replayed = true }, await Requests.MakeRequestAsync(again));
        foreach (var other in (NewPaymentRequest[])
            [
                again with { Amount = Amount.From(31) }, again with { Note = null },
                again with { ExpiresIn = TimeSpan.FromSeconds(60) },
                again with { Payer = await OpenWalletAsync("eve") }, again with { Payer = Commands.Wallet("nobody") },
            ])
            Assert.Equal(new RequestMade(RequestVerdict.KeyReused), await Requests.MakeRequestAsync(other));

        // Neither another payee's keys nor those of transfers are these.
        Assert.Equal(RequestVerdict.Done, (await Requests.MakeRequestAsync(Commands.Ask(ada, bob, 30, "key"))).Verdict);
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(bob, ada, 1, "key"));
        await ExpectAsync(OutcomeCode.Committed, Commands.Pay(made.Request!));
        Time.Advance(TimeSpan.FromDays(8));
        Assert.Equal(made with { Replayed = true }, await Requests.MakeRequestAsync(again));
    }

    [Fact]
    public async Task A_request_is_paid_once_and_its_transfer_refers_to_it()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        var request = await AskAsync(bob, ada, 30, "tea");
        var pay = Commands.Pay(request);

        var decisions = await ExpectAsync(
            [OutcomeCode.Committed, OutcomeCode.Committed, OutcomeCode.Committed, OutcomeCode.Committed],
            Commands.Transfer(ada, bob, 1), pay, pay.Again(), Commands.Transfer(ada, bob, 1));

        var transfer = new Transfer(
            pay.ProposedId, ada, bob, Amount.From(30), 69, 31, Timestamp.Now(Time), request.Note, Operation.Transfer,
            request.Id.AsLink);
        Assert.Equal(new Decision(OutcomeCode.Committed, transfer), decisions[1]);
        Assert.Equal(new Decision(OutcomeCode.Committed, transfer, Replayed: true), decisions[2]);
        await ReopenAsync();
        Assert.Equal(new Decision(OutcomeCode.Committed, transfer, Replayed: true),
            await Ledger.CommitOneAsync(pay.Again()));
        var key = IdempotencyKey.Parse("request:" + request.Id);
        Assert.Equal(transfer, (await Ledger.FindKeyAsync(ada, key))!.Transfer);
        Assert.Equal(transfer, await Ledger.FindTransferAsync(pay.ProposedId));
        Assert.Equal(request with { State = PaymentRequestState.Paid, Transfer = pay.ProposedId },
            await Requests.FindRequestAsync(request.Id));
        foreach (var wallet in new[] { ada, bob })
            Assert.Equal([null, request.Id.AsLink, null], (await Ledger.ReadAllAsync(wallet))
                .Where(static item => item.Operation == Operation.Transfer).Select(static item => item.Link));
        Assert.Equal((68, 32), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob)));
    }

    [Fact]
    public async Task What_paid_a_request_can_be_refunded_as_any_transfer()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob", 100));
        var request = await AskAsync(bob, ada, 30);
        var paid = (await ExpectAsync(OutcomeCode.Committed, Commands.Pay(request))).Transfer!;
        await ExpectAsync(
            [OutcomeCode.Committed, OutcomeCode.RefundExceeds, OutcomeCode.Committed],
            Commands.Refund(paid, 20), Commands.Refund(paid, 11), Commands.Reversal(paid));
        Assert.Equal(30, await Ledger.FindGivenBackAsync(paid.Id));
        Assert.Equal(PaymentRequestState.Paid, (await Requests.FindRequestAsync(request.Id))!.State);
    }

    [Fact]
    public async Task A_refusal_to_pay_is_not_recorded_and_may_be_another_one_next_time()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 29), await OpenWalletAsync("bob"));
        var request = await AskAsync(bob, ada, 30);
        // One refused neighbour spoils nobody, and is asked twice in one batch.
        await ExpectAsync(
            [OutcomeCode.InsufficientFunds, OutcomeCode.Committed, OutcomeCode.InsufficientFunds],
            Commands.Pay(request), Commands.Transfer(ada, bob, 1), Commands.Pay(request));
        await Operators.SetFrozenAsync(bob, true);
        await ExpectAsync(OutcomeCode.WalletFrozen, Commands.Pay(request));
        await Operators.SetFrozenAsync(bob, false);
        Assert.Null(await Ledger.FindKeyAsync(ada, request.PaymentKey));
        Assert.Equal(PaymentRequestState.Open, (await Requests.FindRequestAsync(request.Id))!.State);

        await ExpectAsync(
            [OutcomeCode.InsufficientFunds, OutcomeCode.Committed, OutcomeCode.Committed],
            Commands.Pay(request), Commands.Deposit(ada, 2), Commands.Pay(request));
        Assert.Equal((0, 31), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob)));
    }

    [Fact]
    public async Task Only_its_payer_declines_a_request_and_only_its_payee_cancels_it()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        var (declined, cancelled) = (await AskAsync(bob, ada, 1), await AskAsync(bob, ada, 2));
        var stranger = await OpenWalletAsync("eve");
        var notFound = new RequestClosing(RequestVerdict.NotFound);
        foreach (var other in new[] { bob, stranger })
            Assert.Equal(notFound, await Requests.DeclineRequestAsync(declined.Id, other));
        foreach (var other in new[] { ada, stranger })
            Assert.Equal(notFound, await Requests.CancelRequestAsync(cancelled.Id, other));
        Assert.Equal(notFound, await Requests.CancelRequestAsync(RequestId.New(TimeProvider.System), bob));

        var asDeclined = declined with { State = PaymentRequestState.Declined };
        var asCancelled = cancelled with { State = PaymentRequestState.Cancelled };
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(new RequestClosing(RequestVerdict.Done, asDeclined),
                await Requests.DeclineRequestAsync(declined.Id, ada));
            Assert.Equal(new RequestClosing(RequestVerdict.Done, asCancelled),
                await Requests.CancelRequestAsync(cancelled.Id, bob));
            await ReopenAsync();
        }

        Assert.Equal(new RequestClosing(RequestVerdict.Closed, asDeclined),
            await Requests.CancelRequestAsync(declined.Id, bob));
        Assert.Equal(new RequestClosing(RequestVerdict.Closed, asCancelled),
            await Requests.DeclineRequestAsync(cancelled.Id, ada));
        foreach (var (request, state) in new[] { (declined, asDeclined.State), (cancelled, asCancelled.State) })
        {
            Assert.Equal(new Decision(OutcomeCode.RequestClosed, RequestState: state),
                await Ledger.CommitOneAsync(Commands.Pay(request)));
            Assert.Null(await Ledger.FindKeyAsync(ada, request.PaymentKey));
        }

        Assert.Equal([asCancelled, asDeclined], (await ReadRequestsAsync(ada, asPayer: true))
            .OrderByDescending(static request => request.Amount.Minor));
    }

    [Fact]
    public async Task What_is_paid_is_neither_declined_nor_cancelled()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        var request = await AskAsync(bob, ada, 1);
        var paid = (await ExpectAsync(OutcomeCode.Committed, Commands.Pay(request))).Transfer!;
        var closed = new RequestClosing(
            RequestVerdict.Closed, request with { State = PaymentRequestState.Paid, Transfer = paid.Id });
        Assert.Equal(closed, await Requests.DeclineRequestAsync(request.Id, ada));
        Assert.Equal(closed, await Requests.CancelRequestAsync(request.Id, bob));
    }

    [Fact]
    public async Task A_request_expires_to_the_microsecond_by_the_ledgers_time()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        var (paid, late) = (await AskAsync(bob, ada, 1), await AskAsync(bob, ada, 2));
        Time.Advance(Limits.DefaultRequestLifetime - TimeSpan.FromMicroseconds(1));
        await ExpectAsync(OutcomeCode.Committed, Commands.Pay(paid));
        Time.Advance(TimeSpan.FromMicroseconds(1));

        var expired = late with { State = PaymentRequestState.Expired };
        Assert.Equal(new Decision(OutcomeCode.RequestClosed, RequestState: PaymentRequestState.Expired),
            await Ledger.CommitOneAsync(Commands.Pay(late)));
        Assert.Equal(expired, await Requests.FindRequestAsync(late.Id));
        Assert.Equal(new RequestClosing(RequestVerdict.Closed, expired),
            await Requests.DeclineRequestAsync(late.Id, ada));
        Assert.Equal(new RequestClosing(RequestVerdict.Closed, expired),
            await Requests.CancelRequestAsync(late.Id, bob));
        // A payment that was made in time is replayed at any time.
        Assert.True((await ExpectAsync(OutcomeCode.Committed, Commands.Pay(paid))).Replayed);
        Assert.Equal(PaymentRequestState.Paid, (await Requests.FindRequestAsync(paid.Id))!.State);
    }

    [Fact]
    public async Task A_payment_that_would_be_dated_after_the_time_of_its_request_is_too_late()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        var request = await AskAsync(bob, ada, 1);
        Time.Advance(Limits.DefaultRequestLifetime);
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, await OpenWalletAsync("eve"), 1));
        // A clock that is set back does not get it any earlier: nothing is dated before its wallets' last entries.
        Time.SetClock(FakeTime.Start);
        Assert.Equal(PaymentRequestState.Open, (await Requests.FindRequestAsync(request.Id))!.State);
        Assert.Equal(new Decision(OutcomeCode.RequestClosed, RequestState: PaymentRequestState.Expired),
            await Ledger.CommitOneAsync(Commands.Pay(request)));
    }

    private async Task<PaymentRequest> AskAsync(WalletId payee, WalletId payer, long amountMinor, string? note = null)
    {
        var made = await Requests.MakeRequestAsync(Commands.Ask(payee, payer, amountMinor, note: note));
        Assert.Equal(RequestVerdict.Done, made.Verdict);
        return made.Request!;
    }

    private async Task<List<PaymentRequest>> ReadRequestsAsync(
        WalletId wallet, bool asPayer, PaymentRequestState? state = null, int limit = Limits.MaxPageSize)
    {
        var (all, query) = (new List<PaymentRequest>(), new PaymentRequestQuery(wallet, asPayer, state, limit));
        while (true)
        {
            var page = await Requests.ReadRequestsAsync(query);
            Assert.InRange(page.Requests.Count, 0, limit);
            all.AddRange(page.Requests);
            if (page.NextBefore is not { } next)
                return all;
            query = query with { Before = next };
        }
    }
}
