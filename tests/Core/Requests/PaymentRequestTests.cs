using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>Payment requests by themselves: made once for a key, open for a time, and closed by one party or the
/// other.</summary>
public sealed class PaymentRequestTests
{
    private static readonly WalletId Ada = Commands.Wallet("ada"), Bob = Commands.Wallet("bob");

    private static readonly Timestamp Now = Timestamp.From(FakeTime.Start);

    private static readonly NewPaymentRequest Asked =
        Commands.Ask(Bob, Ada, 100, note: "tea", expiresIn: TimeSpan.FromMinutes(90));

    private static readonly PaymentRequest Open = Asked.Made(Now);

    [Fact]
    public void It_is_made_open_and_ends_by_the_time_of_its_making() => Assert.Equal(
        new PaymentRequest(
            Asked.Id, Bob, Ada, Amount.From(100), Commands.NoteOf("tea"), PaymentRequestState.Open, Now,
            Now.Plus(TimeSpan.FromMinutes(90))),
        Open);

    [Theory]
    [InlineData(PaymentRequestState.Open, -1, PaymentRequestState.Open)]
    [InlineData(PaymentRequestState.Open, 0, PaymentRequestState.Expired)]
    [InlineData(PaymentRequestState.Open, 1, PaymentRequestState.Expired)]
    [InlineData(PaymentRequestState.Paid, 1, PaymentRequestState.Paid)]
    [InlineData(PaymentRequestState.Declined, 1, PaymentRequestState.Declined)]
    [InlineData(PaymentRequestState.Cancelled, 1, PaymentRequestState.Cancelled)]
    public void Only_what_is_open_expires_and_that_at_its_very_end(
        PaymentRequestState stored, int microseconds, PaymentRequestState expected)
    {
        var request = Open with { State = stored };
        Assert.Equal(request with { State = expected }, request.At(FromEnd(microseconds)));
    }

    [Fact]
    public void A_key_that_made_it_leads_to_it_as_it_was_made_whatever_became_of_it()
    {
        var paid = Open with { State = PaymentRequestState.Paid, Transfer = TransferId.New(TimeProvider.System) };
        Assert.Equal(new RequestMade(RequestVerdict.Done, Open), Asked.FromRecord(paid));
        var later = Asked with { Id = RequestId.New(TimeProvider.System) };
        Assert.Equal(new RequestMade(RequestVerdict.Done, Open, Replayed: true), later.FromRecord(paid));
    }

    [Fact]
    public void A_key_that_asked_for_anything_else_is_reused()
    {
        foreach (var other in (NewPaymentRequest[])
            [
                Asked with { Payer = Commands.Wallet("eve") }, Asked with { Amount = Amount.From(101) },
                Asked with { Note = null }, Asked with { ExpiresIn = Asked.ExpiresIn + TimeSpan.FromSeconds(1) },
            ])
            Assert.Equal(new RequestMade(RequestVerdict.KeyReused), other.FromRecord(Open));
    }

    // What it is, what it shall become, and what comes of that.
    [Theory]
    [InlineData(PaymentRequestState.Open, PaymentRequestState.Declined, RequestVerdict.Done, true)]
    [InlineData(PaymentRequestState.Open, PaymentRequestState.Cancelled, RequestVerdict.Done, true)]
    [InlineData(PaymentRequestState.Declined, PaymentRequestState.Declined, RequestVerdict.Done, false)]
    [InlineData(PaymentRequestState.Cancelled, PaymentRequestState.Cancelled, RequestVerdict.Done, false)]
    [InlineData(PaymentRequestState.Declined, PaymentRequestState.Cancelled, RequestVerdict.Closed, false)]
    [InlineData(PaymentRequestState.Cancelled, PaymentRequestState.Declined, RequestVerdict.Closed, false)]
    [InlineData(PaymentRequestState.Paid, PaymentRequestState.Declined, RequestVerdict.Closed, false)]
    [InlineData(PaymentRequestState.Paid, PaymentRequestState.Cancelled, RequestVerdict.Closed, false)]
    public void It_is_closed_once_and_by_the_party_whose_right_that_is(
        PaymentRequestState stored, PaymentRequestState into, RequestVerdict verdict, bool isToBeWritten)
    {
        var request = Open with { State = stored };
        var (whose, other) = into == PaymentRequestState.Declined ? (Ada, Bob) : (Bob, Ada);

        Assert.Equal((new RequestClosing(verdict, isToBeWritten ? request with { State = into } : request),
            isToBeWritten), Close(request, whose, into, FromEnd(-1)));
        // To everybody else it is not even said what became of it.
        foreach (var caller in new[] { other, Commands.Wallet("eve") })
            Assert.Equal((new RequestClosing(RequestVerdict.NotFound), false),
                Close(request, caller, into, FromEnd(-1)));
    }

    [Theory]
    [InlineData(PaymentRequestState.Declined)]
    [InlineData(PaymentRequestState.Cancelled)]
    public void At_its_end_it_is_closed_already_but_what_was_closed_in_time_stays_what_it_was(PaymentRequestState into)
    {
        var whose = into == PaymentRequestState.Declined ? Ada : Bob;
        Assert.Equal(
            (new RequestClosing(RequestVerdict.Closed, Open with { State = PaymentRequestState.Expired }), false),
            Close(Open, whose, into, Open.ExpiresAt));
        var closed = Open with { State = into };
        Assert.Equal((new RequestClosing(RequestVerdict.Done, closed), false),
            Close(closed, whose, into, Open.ExpiresAt));
    }

    [Fact]
    public void What_is_not_there_is_not_found() => Assert.Equal(
        (new RequestClosing(RequestVerdict.NotFound), false), Close(null, Ada, PaymentRequestState.Declined, Now));

    [Fact]
    public void A_page_shows_each_as_it_is_now()
    {
        var requests = new[] { Open, Open with { State = PaymentRequestState.Declined }, Open };
        var query = new PaymentRequestQuery(Ada, AsPayer: true, null, 2);
        Assert.Equal(2, query.Examined);
        var page = query.Page(requests, Open.ExpiresAt);
        Assert.Equal(
            [PaymentRequestState.Expired, PaymentRequestState.Declined],
            page.Requests.Select(static request => request.State));
        Assert.Equal(Open.Id, page.NextBefore);

        query = query with { State = PaymentRequestState.Expired };
        Assert.Equal(Limits.MaxExamined, query.Examined);
        Assert.Equal(2, query.Page(requests, Open.ExpiresAt).Requests.Count);
        Assert.Empty(query.Page(requests, FromEnd(-1)).Requests);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(Limits.MaxPageSize, true)]
    [InlineData(Limits.MaxPageSize + 1, false)]
    public void A_page_has_one_request_to_so_many(int limit, bool isPossible)
    {
        var query = new PaymentRequestQuery(Ada, AsPayer: true, null, limit);
        Assert.Equal(isPossible, Record.Exception(query.CheckLimit) is not ArgumentOutOfRangeException);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    [InlineData(257, false)]
    public void States_are_stored_but_for_that_which_follows_from_the_moment(long stored, bool isOne)
    {
        if (isOne)
            Assert.Equal((PaymentRequestState)stored, PaymentRequestStates.OfStored(stored));
        else
            Assert.Equal("A stored state of a payment request is none.",
                Assert.Throws<FormatException>(() => PaymentRequestStates.OfStored(stored)).Message);
    }

    [Fact]
    public void States_have_one_name_each() => Assert.Equal(
        [(PaymentRequestState.Open, "open"), (PaymentRequestState.Paid, "paid"),
            (PaymentRequestState.Declined, "declined"), (PaymentRequestState.Cancelled, "cancelled"),
            (PaymentRequestState.Expired, "expired")],
        PaymentRequestStates.Names.All.AsEnumerable());

    [Fact]
    public void Its_id_is_read_back_from_its_text_and_is_the_link_of_what_pays_it()
    {
        var id = RequestId.New(TimeProvider.System);

        Assert.True(RequestId.TryParse(id.ToString(), out var parsed));
        Assert.Equal((id, id.ToString()), (parsed, id.AsLink.ToString()));
        Assert.False(RequestId.TryParse("0195F0C0FFEE7ABC8DEF0123456789AB", out _));
    }

    private static Timestamp FromEnd(int microseconds) => Open.ExpiresAt.Plus(TimeSpan.FromMicroseconds(microseconds));

    private static (RequestClosing Closing, bool Closes) Close(
        PaymentRequest? request, WalletId caller, PaymentRequestState into, Timestamp now) =>
        (RequestRules.JudgeClosing(request, caller, into, now, out var closes), closes);
}
