using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>Holds as they can be read.</summary>
public sealed class HoldViewTests
{
    private static readonly WalletId Ada = Commands.Wallet("ada"), Hotel = Commands.Wallet("hotel");

    private static readonly HoldTerms Terms = new(Ada, Hotel, new Timestamp(1_000_000));

    // What was captured of 100, what went back, whether by itself, and when it is looked at, in microseconds from its
    // end on.
    [Theory]
    [InlineData(0, 0, false, -1, HoldState.Open, 100)]
    [InlineData(99, 0, false, -1, HoldState.Open, 1)]
    [InlineData(0, 0, false, 0, HoldState.Expired, 100)]
    [InlineData(99, 0, false, 1, HoldState.Expired, 1)]
    [InlineData(0, 100, true, 1, HoldState.Expired, 0)]
    [InlineData(60, 40, true, 1, HoldState.Expired, 0)]
    [InlineData(100, 0, false, -1, HoldState.Captured, 0)]
    [InlineData(100, 0, false, 1, HoldState.Captured, 0)]
    [InlineData(0, 100, false, -1, HoldState.Released, 0)]
    [InlineData(60, 40, false, 1, HoldState.Released, 0)]
    public void How_it_is_follows_from_what_became_of_it_and_from_the_moment(
        long captured, long released, bool isSwept, int microseconds, HoldState state, long remaining)
    {
        var hold = View(captured, released, isSwept, Terms.ExpiresAt.Plus(TimeSpan.FromMicroseconds(microseconds)));
        Assert.Equal((state, remaining, Terms), (hold.State, hold.RemainingMinor, hold.Terms));
    }

    [Fact]
    public void Each_party_sees_the_other_one() =>
        Assert.Equal((Hotel, Ada), (Terms.OtherThan(Ada), Terms.OtherThan(Hotel)));

    [Fact]
    public void What_makes_no_hold_is_none()
    {
        var hold = View(0, 0, false, default);
        hold = hold with { Transfer = hold.Transfer with { Hold = null } };
        Assert.Equal("The transfer makes no hold.",
            Assert.Throws<InvalidOperationException>(() => hold.Terms).Message);
    }

    [Fact]
    public void States_have_one_name_each() => Assert.Equal(
        [(HoldState.Open, "open"), (HoldState.Captured, "captured"), (HoldState.Released, "released"),
            (HoldState.Expired, "expired")],
        HoldStates.Names.All.AsEnumerable());

    [Theory]
    [InlineData(2, 2, false)]
    [InlineData(2, 3, true)]
    public void A_page_of_all_is_full_and_has_a_next_one_if_there_are_more(int limit, int found, bool hasNext)
    {
        var query = new HoldQuery(HoldRole.Payer, limit);
        var holds = Views(found, captured: 100);

        var page = query.Page(holds);

        Assert.Equal(limit, query.Examined);
        Assert.Equal(holds.Take(limit), page.Holds);
        Assert.Equal(hasNext ? holds[limit - 1].Transfer.Id : null, page.NextBefore);
    }

    [Theory]
    [InlineData(Limits.MaxExamined, false)]
    [InlineData(Limits.MaxExamined + 1, true)]
    public void A_page_by_state_ends_when_so_many_were_looked_at(int found, bool hasNext)
    {
        var query = new HoldQuery(HoldRole.Receiver, 5, State: HoldState.Open);
        var holds = Views(found, captured: 100);
        holds[7] = View(99, 0, false, default);

        var page = query.Page(holds);

        Assert.Equal(Limits.MaxExamined, query.Examined);
        Assert.Equal([holds[7]], page.Holds);
        Assert.Equal(hasNext ? holds[Limits.MaxExamined - 1].Transfer.Id : null, page.NextBefore);
    }

    [Fact]
    public void A_page_by_state_that_is_full_goes_on_after_its_last_one_whatever_follows()
    {
        var holds = Views(4, captured: 0);
        holds[2] = View(100, 0, false, default);

        var page = new HoldQuery(HoldRole.Payer, 2, State: HoldState.Open).Page(holds);

        Assert.Equal(holds.Take(2), page.Holds);
        Assert.Equal(holds[1].Transfer.Id, page.NextBefore);
    }

    private static List<HoldView> Views(int count, long captured) =>
        [.. Enumerable.Range(0, count).Select(_ => View(captured, 0, false, default))];

    private static HoldView View(long captured, long released, bool isSwept, Timestamp at) => new(
        new Transfer(
            TransferId.New(TimeProvider.System), Ada, WalletId.Escrow, Amount.From(100), 0, 100, default, null,
            Operation.Hold, null, Terms),
        captured, released, isSwept, at);
}
