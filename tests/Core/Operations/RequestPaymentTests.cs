using Wallet.TestKit;
using Xunit;
using static Wallet.Core.OutcomeCode;

namespace Wallet.Core.Tests;

/// <summary>What paying a request adds to the rules of a transfer.</summary>
public sealed class RequestPaymentTests
{
    private static readonly WalletId Ada = Commands.Wallet("ada"), Bob = Commands.Wallet("bob");

    private static readonly PaymentRequest Open = new(
        RequestId.New(TimeProvider.System), Bob, Ada, Amount.From(100), Commands.NoteOf("tea"),
        PaymentRequestState.Open, new Timestamp(10), new Timestamp(20));

    [Fact]
    public void It_is_a_transfer_from_its_payer_to_its_payee_with_a_key_and_a_link_of_its_own()
    {
        var command = Commands.Pay(Open);

        Assert.Equal(
            (Operation.Transfer, Ada, Ada, Bob, Open.Amount, Open.Note, "request:" + Open.Id, Open.Id.AsLink, Open.Id),
            (command.Operation, command.Caller, command.Sender, command.Receiver, command.Amount, command.Note,
                command.Key.Value, command.Link!.Value, command.Request!.Value));
        Assert.NotEqual(
            LedgerCommand.Transfer(Ada, Bob, Open.Amount, Open.Note, command.Key, command.ProposedId).Fingerprint,
            command.Fingerprint);
        Assert.Equal((false, true), (command.RecordsRefusals, Commands.Transfer(Ada, Bob, 1).RecordsRefusals));
        Assert.Null(Commands.Transfer(Ada, Bob, 1).Request);
    }

    [Fact]
    public void It_is_paid_once_in_a_batch_and_is_then_to_be_written()
    {
        var pay = Commands.Pay(Open);
        var batch = Batch(Open, [pay, pay.Again()], 150);
        var decisions = batch.Decide(new Timestamp(15));

        Assert.Equal([(Committed, false), (Committed, true)],
            decisions.Select(static decision => (decision.Code, decision.Replayed)));
        Assert.Equal((100, Open.Id.AsLink, Open.Note),
            (decisions[0].Transfer!.Amount.Minor, decisions[0].Transfer!.Link!.Value, decisions[0].Transfer!.Note));
        Assert.Equal([Open with { State = PaymentRequestState.Paid, Transfer = pay.ProposedId }], batch.PaidRequests);
        Assert.Single(batch.Records);
    }

    [Fact]
    public void A_batch_asks_for_the_requests_that_it_pays_and_not_for_transfers()
    {
        var batch = new LedgerBatch([Commands.Pay(Open), Commands.Pay(Open), Commands.Transfer(Ada, Bob, 1)]);
        Assert.Equal([Open.Id], batch.FindRequests());
        Assert.Empty(batch.FindLinks());
        batch.FoundKey(0, new KeyRecord(Commands.Pay(Open).Fingerprint, Committed, null));
        batch.FoundKey(1, new KeyRecord(Commands.Pay(Open).Fingerprint, Committed, null));
        Assert.Empty(batch.FindRequests());
    }

    [Theory]
    [InlineData(PaymentRequestState.Open, 19, 0, null)]
    [InlineData(PaymentRequestState.Open, 20, 0, PaymentRequestState.Expired)]
    [InlineData(PaymentRequestState.Open, 5, 20, PaymentRequestState.Expired)]
    [InlineData(PaymentRequestState.Open, 5, 19, null)]
    [InlineData(PaymentRequestState.Declined, 25, 0, PaymentRequestState.Declined)]
    [InlineData(PaymentRequestState.Cancelled, 15, 0, PaymentRequestState.Cancelled)]
    [InlineData(PaymentRequestState.Paid, 15, 0, PaymentRequestState.Paid)]
    public void It_must_be_open_at_the_moment_that_the_transfer_would_be_dated_with(
        PaymentRequestState state, long now, long lastEntryAt, PaymentRequestState? closed)
    {
        foreach (var late in new[] { Ada, Bob })
        {
            var batch = Batch(Open with { State = state }, [Commands.Pay(Open)], 150);
            var last = WalletStates.Of(late, late == Ada ? 150 : 0);
            last.LastEntryAt = new Timestamp(lastEntryAt);
            batch.FoundWallet(last);
            var decision = Assert.Single(batch.Decide(new Timestamp(now)));
            Assert.Equal(closed is null
                ? new Decision(Committed, decision.Transfer)
                : new Decision(RequestClosed, RequestState: closed), decision);
            Assert.Equal(closed is null ? 1 : 0, batch.Records.Count);
            Assert.Equal(closed is null ? 1 : 0, batch.PaidRequests.Count);
        }
    }

    [Fact]
    public void What_stops_any_transfer_comes_first_and_is_not_recorded()
    {
        var batch = Batch(
            Open with { State = PaymentRequestState.Cancelled }, [Commands.Pay(Open), Commands.Pay(Open)], 99);
        Assert.Equal([new Decision(InsufficientFunds), new Decision(InsufficientFunds)], batch.Decide(default));
        Assert.Empty(batch.Records);
        Assert.Empty(batch.ChangedWallets);
    }

    [Fact]
    public void Each_that_was_paid_is_to_be_written_and_one_that_was_refused_may_be_paid_later_in_the_same_batch()
    {
        var other = Open with { Id = RequestId.New(TimeProvider.System), Amount = Amount.From(50) };
        LedgerCommand[] commands =
            [Commands.Pay(Open), Commands.Pay(other), Commands.Deposit(Ada, 51), Commands.Pay(Open)];
        var batch = Batch(Open, commands, 99);
        batch.FoundRequest(other);

        Assert.Equal([InsufficientFunds, Committed, Committed, Committed],
            batch.Decide(default).Select(static decision => decision.Code));
        Assert.Equal([(other.Id, commands[1].ProposedId), (Open.Id, commands[3].ProposedId)],
            batch.PaidRequests.Select(static paid => (paid.Id, paid.Transfer!.Value)));
    }

    [Fact]
    public void Its_payers_limits_stop_it_and_count_it_as_they_do_any_transfer()
    {
        var tooMuch = Open with { Id = RequestId.New(TimeProvider.System), Amount = Amount.From(101) };
        var ada = WalletStates.Of(Ada, 1000, limits: new WalletLimits(new SpendingLimits(null, 100)));
        var batch = new LedgerBatch([Commands.Pay(tooMuch), Commands.Pay(Open), Commands.Transfer(Ada, Bob, 1)]);
        batch.Tell(ada, WalletStates.Of(Bob, 0));
        // That it is closed would be said after that.
        batch.FoundRequest(tooMuch with { State = PaymentRequestState.Cancelled });
        batch.FoundRequest(Open);

        Assert.Equal(
            [(LimitExceeded, 100L, null), (Committed, null, null), (LimitExceeded, 0L, null)],
            batch.Decide(default).Select(static decision =>
                (decision.Code, decision.RemainingMinor, decision.RequestState)));
        Assert.Equal(100, ada.Spending.SpentMinor);
        // What was refused to the request is not on record, and what was refused to the transfer is.
        Assert.Equal([Committed, LimitExceeded], batch.Records.Select(static record => record.Record.Code));
    }

    [Fact]
    public void What_pays_no_request_there_is_is_an_error_here()
    {
        var pay = Commands.Pay(Open);
        var other = Open with { Id = RequestId.New(TimeProvider.System) };
        foreach (var wrong in (LedgerCommand[])
            [
                Commands.Pay(other), pay with { Amount = Amount.From(99) }, pay with { Key = Commands.Key() },
                pay with { Receiver = Commands.Wallet("eve") }, pay with { Sender = Commands.Wallet("eve") },
            ])
        {
            var batch = Batch(Open, [wrong], 150);
            batch.FoundWallet(WalletStates.Of(Commands.Wallet("eve"), 150));
            Assert.Equal("A transfer reached the ledger that pays no request there is.",
                Assert.Throws<InvalidOperationException>(() => batch.Decide(default)).Message);
        }

        var untold = new LedgerBatch([pay]);
        untold.Tell(WalletStates.Of(Ada, 150), WalletStates.Of(Bob, 0));
        Assert.Equal("A transfer reached the ledger that pays no request there is.",
            Assert.Throws<InvalidOperationException>(() => untold.Decide(default)).Message);
    }

    [Theory]
    [InlineData(false, 99, 4, RequestVerdict.Done)]
    [InlineData(false, 100, 0, RequestVerdict.TooMany)]
    [InlineData(false, 5, 5, RequestVerdict.TooMany)]
    [InlineData(false, 99, 5, RequestVerdict.TooMany)]
    [InlineData(false, 100, 4, RequestVerdict.TooMany)]
    [InlineData(true, 0, 0, RequestVerdict.Refused)]
    [InlineData(true, 100, 5, RequestVerdict.Refused)]
    public void So_many_may_be_open(bool isBlocked, long open, long openOfPair, RequestVerdict verdict) =>
        Assert.Equal(verdict, RequestRules.JudgeNew(isBlocked, open, openOfPair));

    [Theory]
    [InlineData(Limits.MaxExamined, false)]
    [InlineData(Limits.MaxExamined + 1, true)]
    public void A_page_by_state_ends_when_so_many_were_looked_at(int found, bool hasNext)
    {
        var all = Enumerable.Range(0, found)
            .Select(static _ => Open with { Id = RequestId.New(TimeProvider.System) }).ToList();
        var query = new PaymentRequestQuery(Ada, AsPayer: true, PaymentRequestState.Paid, 5);
        var page = query.Page(all, default);
        Assert.Empty(page.Requests);
        Assert.Equal(hasNext ? all[Limits.MaxExamined - 1].Id : null, page.NextBefore);
    }

    private static LedgerBatch Batch(PaymentRequest request, LedgerCommand[] commands, long balanceMinor)
    {
        var batch = new LedgerBatch(commands);
        batch.Tell(WalletStates.Of(Ada, balanceMinor), WalletStates.Of(Bob, 0));
        batch.FoundRequest(request);
        return batch;
    }
}
