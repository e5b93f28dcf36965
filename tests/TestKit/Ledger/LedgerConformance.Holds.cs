using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

public abstract partial class LedgerConformance
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1), Tick = TimeSpan.FromMicroseconds(1);

    [Fact]
    public async Task There_is_an_escrow_that_nobody_can_register_pay_or_freeze()
    {
        Assert.Equal((0, 0), (await Ledger.BalanceAsync(WalletId.Escrow),
            (await Ledger.FindWalletAsync(WalletId.Escrow))!.Sequence));
        Assert.Equal(Commands.Wallet("escrow-1"), await Users.RegisterAsync(
            People.New("escrow@example.org"), [WalletId.Escrow, Commands.Wallet("escrow-1")]));
        var ada = await OpenWalletAsync("ada", 100);
        await ExpectAsync(OutcomeCode.ReceiverNotFound, Commands.Transfer(ada, WalletId.Escrow, 1));
        Assert.Equal(OperatorVerdict.NotFound,
            await Operators.ActAsync(Acts.Freeze(WalletId.Escrow, FrozenSides.Both)));
    }

    [Fact]
    public async Task A_hold_is_captured_in_parts_and_the_rest_released()
    {
        var (ada, hotel) = (await OpenWalletAsync("ada", 1000), await OpenWalletAsync("hotel"));
        var command = Commands.Hold(ada, hotel, 300, note: "room 7");
        var hold = (await ExpectAsync(OutcomeCode.Committed, command)).Transfer!;
        var terms = new HoldTerms(ada, hotel, Timestamp.Now(Time).Plus(Hour));
        Assert.Equal(
            new Transfer(command.ProposedId, ada, WalletId.Escrow, Amount.From(300), 700, 300, Timestamp.Now(Time),
                command.Note, Operation.Hold, null, terms),
            hold);
        Assert.Equal(hold, await Ledger.FindTransferAsync(hold.Id));
        Assert.Equal(hold, (await Ledger.FindKeyAsync(ada, command.Key))!.Transfer);
        await IsAsync(hold, HoldState.Open, captured: 0, released: 0);

        await ReopenAsync();
        var capture = Commands.Capture(hold, 100);
        var captured = (await ExpectAsync(OutcomeCode.Committed, capture)).Transfer!;
        Assert.Equal(
            new Transfer(capture.ProposedId, WalletId.Escrow, hotel, Amount.From(100), 200, 100, Timestamp.Now(Time),
                null, Operation.Capture, hold.Id, terms),
            captured);
        Assert.Equal(captured, await Ledger.FindTransferAsync(captured.Id));
        await IsAsync(hold, HoldState.Open, captured: 100, released: 0);
        var release = Commands.Release(hold);
        var exceeding = Commands.Capture(hold, 201);
        await ExpectAsync(
            [OutcomeCode.HoldExceeds, OutcomeCode.Committed, OutcomeCode.HoldClosed, OutcomeCode.HoldClosed],
            exceeding, release, Commands.Release(hold), Commands.Capture(hold, 1));
        await IsAsync(hold, HoldState.Released, captured: 100, released: 200);
        Assert.Equal(new KeyRecord(exceeding.Fingerprint, OutcomeCode.HoldExceeds, null, 200),
            await Ledger.FindKeyAsync(hotel, exceeding.Key));
        Assert.Equal(Operation.Release, (await Ledger.FindKeyAsync(hotel, release.Key))!.Transfer!.Operation);

        Assert.Equal((900, 100, 0), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(hotel),
            await Ledger.BalanceAsync(WalletId.Escrow)));
        Assert.Equal([(Operation.Release, hotel), (Operation.Hold, hotel), (Operation.Deposit, null)],
            (await Ledger.ReadAllAsync(ada)).Select(static item => (item.Operation, item.OnBehalfOf)));
        Assert.Equal(ada, Assert.Single(await Ledger.ReadAllAsync(hotel)).OnBehalfOf);
        Assert.True((await Ledger.CommitOneAsync(command.Again())).Replayed);
        Assert.True((await Ledger.CommitOneAsync(release.Again())).Replayed);
    }

    [Fact]
    public async Task A_hold_needs_its_receiver_and_the_money()
    {
        var (ada, hotel) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("hotel"));
        foreach (var nobody in (WalletId[])[Commands.Wallet("nobody"), WalletId.Issuer, WalletId.Escrow])
            await ExpectAsync(OutcomeCode.ReceiverNotFound, Commands.Hold(ada, nobody, 1));
        await ExpectAsync(OutcomeCode.InsufficientFunds, Commands.Hold(ada, hotel, 101));
        var (one, other) = (Commands.Hold(ada, hotel, 60), Commands.Hold(ada, hotel, 60));
        await ExpectAsync([OutcomeCode.Committed, OutcomeCode.InsufficientFunds], one, other);
        Assert.Equal(60, await Holds.FindHeldAsync(ada));
        await ExpectAsync(OutcomeCode.IdempotencyKeyReused,
            Commands.Hold(ada, hotel, 60, one.Key.Value, expiresIn: TimeSpan.FromHours(2)));
    }

    [Fact]
    public async Task A_hold_ends_at_its_time_exactly_and_goes_back_by_itself_once()
    {
        var (ada, hotel) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("hotel"));
        var hold = (await ExpectAsync(OutcomeCode.Committed, Commands.Hold(ada, hotel, 100))).Transfer!;
        await ExpectAsync(OutcomeCode.Committed, Commands.Capture(hold, 30));
        Time.Advance(Hour - Tick);
        Assert.Empty(await Holds.FindDueHoldsAsync(null, 10));
        Assert.Equal(OutcomeCode.Unavailable, (await Ledger.CommitOneAsync(Commands.Expire(hold))).Code);
        await ExpectAsync(OutcomeCode.Committed, Commands.Capture(hold, 1));
        Time.Advance(Tick);

        Assert.Equal([hold], (await Holds.FindDueHoldsAsync(null, 10)).Select(static due => due.Transfer));
        await IsAsync(hold, HoldState.Expired, captured: 31, released: 0);
        var late = Commands.Capture(hold, 1);
        await ExpectAsync(OutcomeCode.HoldExpired, late);
        await ExpectAsync([OutcomeCode.Committed, OutcomeCode.Committed], Commands.Expire(hold), Commands.Expire(hold));
        Assert.True((await Ledger.CommitOneAsync(Commands.Expire(hold))).Replayed);
        Assert.Empty(await Holds.FindDueHoldsAsync(null, 10));
        await IsAsync(hold, HoldState.Expired, captured: 31, released: 69);
        Assert.Equal((69, 31, 0), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(hotel),
            await Ledger.BalanceAsync(WalletId.Escrow)));
        Assert.Equal(OutcomeCode.HoldExpired, (await Ledger.FindKeyAsync(hotel, late.Key))!.Code);
    }

    [Fact]
    public async Task What_is_due_comes_in_the_order_of_its_end_and_can_be_gone_through()
    {
        var (ada, hotel) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("hotel"));
        var holds = (await Ledger.CommitAsync([.. Enumerable.Range(0, 6).Select(i =>
            Commands.Hold(ada, hotel, 1 + i, expiresIn: TimeSpan.FromMinutes(new[] { 6, 1, 3, 2, 9, 5 }[i])))]))
            .Select(static decision => decision.Transfer!).ToArray();
        Time.Advance(TimeSpan.FromMinutes(6));
        await ExpectAsync(OutcomeCode.Committed, Commands.Expire(holds[2]));

        var all = await Holds.FindDueHoldsAsync(null, 10);
        Assert.Equal([2, 4, 6, 1], all.Select(static due => due.Transfer.Amount.Minor));
        var some = await Holds.FindDueHoldsAsync(null, 2);
        Assert.Equal(all.Take(2), some);
        Assert.Equal(all.Skip(2), await Holds.FindDueHoldsAsync(some[1], 10));
        Assert.Empty(await Holds.FindDueHoldsAsync(all[^1], 10));
    }

    [Fact]
    public async Task What_can_t_go_back_now_goes_back_later()
    {
        var (ada, hotel) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("hotel"));
        var hold = (await ExpectAsync(OutcomeCode.Committed, Commands.Hold(ada, hotel, 100))).Transfer!;
        await Ledger.FundAsync(ada, Limits.MaxBalanceMinor);
        Time.Advance(Hour);

        var command = Commands.Expire(hold);
        Assert.Equal(OutcomeCode.BalanceLimit, (await Ledger.CommitOneAsync(command)).Code);
        Assert.Null(await Ledger.FindKeyAsync(WalletId.Escrow, command.Key));
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, hotel, 100));
        await Operators.SetFrozenAsync(ada, true);
        await ExpectAsync(OutcomeCode.Committed, command.Again());
    }

    [Fact]
    public async Task Parallel_captures_and_releases_never_pass_on_more_than_there_was()
    {
        var (ada, hotel) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("hotel"));
        var hold = (await ExpectAsync(OutcomeCode.Committed, Commands.Hold(ada, hotel, 100))).Transfer!;

        var decisions = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() =>
            Ledger.CommitOneAsync(i % 12 == 7 ? Commands.Release(hold) : Commands.Capture(hold, 9)))));

        Assert.Single(decisions, static decision => decision.Transfer is { Operation: Operation.Release });
        var captured = await Ledger.BalanceAsync(hotel);
        Assert.Equal(9 * decisions.Count(static one => one.Transfer is { Operation: Operation.Capture }), captured);
        Assert.Equal((100 - captured, 0),
            (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(WalletId.Escrow)));
    }

    [Fact]
    public async Task A_hold_is_captured_in_so_many_parts_and_then_whole_or_released()
    {
        var (ada, hotel) = (await OpenWalletAsync("ada", 3000), await OpenWalletAsync("hotel"));
        var hold = (await ExpectAsync(OutcomeCode.Committed, Commands.Hold(ada, hotel, 3000))).Transfer!;
        for (var i = 0; i < Limits.MaxParts; i += 500)
            await Ledger.CommitAsync([.. Enumerable.Range(0, 500).Select(_ => Commands.Capture(hold, 1))]);
        await ReopenAsync();
        var more = Commands.Capture(hold, 1);
        await ExpectAsync(OutcomeCode.TooManyParts, more);
        Assert.Equal(OutcomeCode.TooManyParts, (await Ledger.FindKeyAsync(hotel, more.Key))!.Code);
        await ExpectAsync(OutcomeCode.Committed, Commands.Release(hold));
        await IsAsync(hold, HoldState.Released, captured: Limits.MaxParts, released: 3000 - Limits.MaxParts);
    }

    [Fact]
    public async Task A_capture_is_given_back_to_the_payer()
    {
        var (ada, hotel) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("hotel", 50));
        var hold = (await ExpectAsync(OutcomeCode.Committed, Commands.Hold(ada, hotel, 100))).Transfer!;
        var captured = (await ExpectAsync(OutcomeCode.Committed, Commands.Capture(hold))).Transfer!;
        await IsAsync(hold, HoldState.Captured, captured: 100, released: 0);
        await ExpectAsync(
            [OutcomeCode.Committed, OutcomeCode.RefundExceeds, OutcomeCode.Committed], Commands.Refund(captured, 30),
            Commands.Refund(captured, 71), Commands.Reversal(captured));
        Assert.Equal((100, 50), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(hotel)));
        Assert.Equal(100, await Ledger.FindGivenBackAsync(captured.Id));
    }

    [Fact]
    public async Task Holds_are_listed_by_their_parties_in_pages()
    {
        var (ada, ben, hotel) =
            (await OpenWalletAsync("ada", 100), await OpenWalletAsync("ben", 100), await OpenWalletAsync("hotel"));
        var holds = new List<Transfer>();
        for (var i = 0; i < 7; i++)
        {
            // In the order of their IDs.
            Time.Advance(TimeSpan.FromMilliseconds(1));
            holds.Add((await ExpectAsync(OutcomeCode.Committed, Commands.Hold(i % 3 == 0 ? ben : ada, hotel, 1 + i) with
            {
                ProposedId = TransferId.New(Time),
            })).Transfer!);
        }

        await ExpectAsync(OutcomeCode.Committed, Commands.Capture(holds[1]));
        await ExpectAsync(OutcomeCode.Committed, Commands.Release(holds[2]));
        Assert.Equal([6, 5, 3, 2], await AmountsAsync(ada, new HoldQuery(HoldRole.Payer, 200)));
        Assert.Equal([7, 6, 5, 4, 3, 2, 1], await AmountsAsync(hotel, new HoldQuery(HoldRole.Receiver, 3)));
        Assert.Equal([6, 5], await AmountsAsync(ada, new HoldQuery(HoldRole.Payer, 1, State: HoldState.Open)));
        Assert.Equal([3], await AmountsAsync(hotel, new HoldQuery(HoldRole.Receiver, 5, State: HoldState.Released)));
        Assert.Empty(await AmountsAsync(hotel, new HoldQuery(HoldRole.Payer, 5)));
        Assert.Empty(await AmountsAsync(Commands.Wallet("nobody"), new HoldQuery(HoldRole.Payer, 5)));
        Assert.Equal((11, 12, 0), (await Holds.FindHeldAsync(ada), await Holds.FindHeldAsync(ben),
            await Holds.FindHeldAsync(hotel)));
        var paid = await Ledger.CommitOneAsync(Commands.Transfer(ada, ben, 1));
        Assert.Null(await Holds.FindHoldAsync(paid.Transfer!.Id));

        async Task<List<long>> AmountsAsync(WalletId wallet, HoldQuery query)
        {
            var amounts = new List<long>();
            for (HoldPage? page = null; page is null || page.NextBefore is not null;)
            {
                page = await Holds.ListHoldsAsync(wallet, query with { Before = page?.NextBefore });
                Assert.InRange(page.Holds.Count, page.NextBefore is null ? 0 : query.Limit, query.Limit);
                amounts.AddRange(page.Holds.Select(static hold => hold.Transfer.Amount.Minor));
            }

            return amounts;
        }
    }

    private async Task IsAsync(Transfer hold, HoldState state, long captured, long released)
    {
        var view = Assert.IsType<HoldView>(await Holds.FindHoldAsync(hold.Id));
        Assert.Equal((hold, state, captured, released),
            (view.Transfer, view.State, view.CapturedMinor, view.ReleasedMinor));
        Assert.Equal(view.RemainingMinor, await Holds.FindHeldAsync(hold.Hold!.Payer));
    }
}
