using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

// Payment requests: what bounds them, who wants none, and what happens at once.
public abstract partial class LedgerConformance
{
    [Fact]
    public async Task Only_users_ask_and_are_asked()
    {
        var ada = await OpenWalletAsync("ada");
        foreach (var payer in new[] { Commands.Wallet("nobody"), WalletId.Issuer })
            Assert.Equal(new RequestMade(RequestVerdict.PayerNotFound),
                await Requests.MakeRequestAsync(Commands.Ask(ada, payer, 1)));
        foreach (var payee in new[] { Commands.Wallet("nobody"), WalletId.Issuer })
            Assert.Equal(new RequestMade(RequestVerdict.CallerNotFound),
                await Requests.MakeRequestAsync(Commands.Ask(payee, ada, 1)));
    }

    [Fact]
    public async Task Five_requests_of_a_payee_to_a_payer_may_be_open_and_what_is_closed_makes_room()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        var requests = new List<PaymentRequest>();
        for (var i = 0; i < 5; i++)
            requests.Add(await AskAsync(bob, ada, 1));
        var refused = Commands.Ask(bob, ada, 1);
        await FullAsync();
        Assert.Equal(RequestVerdict.Done, (await Requests.MakeRequestAsync(Commands.Ask(ada, bob, 1))).Verdict);

        await Requests.DeclineRequestAsync(requests[0].Id, ada);
        // The key of what was refused is as good as new.
        Assert.Equal((RequestVerdict.Done, false),
            await Requests.MakeRequestAsync(refused) is var made ? (made.Verdict, made.Replayed) : default);
        await FullAsync();
        await Requests.CancelRequestAsync(requests[1].Id, bob);
        await AskAsync(bob, ada, 1);
        await FullAsync();
        await ExpectAsync(OutcomeCode.Committed, Commands.Pay(requests[2]));
        await AskAsync(bob, ada, 1);
        await FullAsync();
        Time.Advance(Limits.DefaultRequestLifetime);
        for (var i = 0; i < 5; i++)
            await AskAsync(bob, ada, 1);
        await FullAsync();

        async Task FullAsync() => Assert.Equal(new RequestMade(RequestVerdict.TooMany),
            await Requests.MakeRequestAsync(Commands.Ask(bob, ada, 1)));
    }

    [Fact]
    public async Task Racing_requests_never_exceed_what_may_be_open()
    {
        var payers = new List<WalletId>();
        for (var i = 0; i < 21; i++)
            payers.Add(await OpenWalletAsync($"w{i}"));
        var bob = await OpenWalletAsync("bob");

        var toOne = await InParallelAsync(12, async _ =>
            await Requests.MakeRequestAsync(Commands.Ask(bob, payers[0], 1)));
        Assert.Equal(5, toOne.Count(static made => made.Verdict == RequestVerdict.Done));
        Assert.Equal(7, toOne.Count(static made => made.Verdict == RequestVerdict.TooMany));

        foreach (var payer in payers[1..19])
        {
            for (var i = 0; i < 5; i++)
                await AskAsync(bob, payer, 1);
        }

        await AskAsync(bob, payers[19], 1);
        // 96 by now.
        var toMany = await InParallelAsync(12, async i =>
            await Requests.MakeRequestAsync(Commands.Ask(bob, payers[19 + i % 2], 1)));
        Assert.Equal(4, toMany.Count(static made => made.Verdict == RequestVerdict.Done));
        Assert.Equal(8, toMany.Count(static made => made.Verdict == RequestVerdict.TooMany));
        Assert.Equal(100, (await ReadRequestsAsync(bob, asPayer: false, PaymentRequestState.Open)).Count);
    }

    [Fact]
    public async Task Racing_attempts_with_one_key_make_one_request()
    {
        var (ada, bob) = (await OpenWalletAsync("ada"), await OpenWalletAsync("bob"));
        var ask = Commands.Ask(bob, ada, 7);

        var made = await InParallelAsync(8, async _ =>
            await Requests.MakeRequestAsync(ask with { Id = RequestId.New(TimeProvider.System) }));

        Assert.Single(made, static one => !one.Replayed);
        Assert.All(made, one => Assert.Equal(made[0].Request, one.Request));
        Assert.Single(await ReadRequestsAsync(ada, asPayer: true));
    }

    [Fact]
    public async Task Of_a_payment_a_decline_and_a_cancellation_at_once_one_wins()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 1000), await OpenWalletAsync("bob"));
        var seen = new HashSet<PaymentRequestState>();
        for (var round = 0; round < 12; round++)
        {
            var request = await AskAsync(bob, ada, 10);
            var codes = await InParallelAsync(6, async i => ((i + round) % 3) switch
            {
                0 => (await Ledger.CommitOneAsync(Commands.Pay(request))).Code == OutcomeCode.Committed,
                1 => (await Requests.DeclineRequestAsync(request.Id, ada)).Verdict == RequestVerdict.Done,
                _ => (await Requests.CancelRequestAsync(request.Id, bob)).Verdict == RequestVerdict.Done,
            });

            var state = (await Requests.FindRequestAsync(request.Id))!.State;
            seen.Add(state);
            var winner = state switch
            {
                PaymentRequestState.Paid => 0,
                PaymentRequestState.Declined => 1,
                _ => 2,
            };
            // Each was asked for twice, and the one that won is told so both times.
            for (var i = 0; i < codes.Length; i++)
                Assert.Equal((i + round) % 3 == winner, codes[i]);
            Assert.Equal(state == PaymentRequestState.Paid,
                await Ledger.FindKeyAsync(ada, request.PaymentKey) is not null);
        }

        Assert.DoesNotContain(PaymentRequestState.Open, seen);
        var paid = (await ReadRequestsAsync(ada, asPayer: true, PaymentRequestState.Paid)).Count;
        Assert.Equal((1000 - 10 * paid, 10 * paid), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob)));
    }

    [Fact]
    public async Task Racing_batches_pay_a_request_once()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 1000), await OpenWalletAsync("bob"));
        var request = await AskAsync(bob, ada, 10);

        var decisions = await InParallelAsync(16, async i => await Ledger.CommitAsync(i % 2 == 0
            ? [Commands.Pay(request)]
            : [Commands.Transfer(ada, bob, 1), Commands.Pay(request), Commands.Pay(request)]));

        var payments = decisions.SelectMany(static batch => batch)
            .Where(static decision => decision.Transfer?.Link is not null).ToList();
        Assert.Equal(24, payments.Count);
        Assert.Single(payments, static decision => !decision.Replayed);
        Assert.All(payments, decision => Assert.Equal(payments[0].Transfer, decision.Transfer));
        Assert.Equal((982, 18), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob)));
    }

    [Fact]
    public async Task A_payer_shuts_a_payee_out_and_lets_him_in_again()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        var eve = await OpenWalletAsync("eve");
        var before = Commands.Ask(bob, ada, 1);
        var request = (await Requests.MakeRequestAsync(before)).Request!;
        for (var i = 0; i < 2; i++)
            Assert.True(await Requests.BlockPayeeAsync(ada, bob));
        await ReopenAsync();

        Assert.Equal(new RequestMade(RequestVerdict.Refused),
            await Requests.MakeRequestAsync(Commands.Ask(bob, ada, 1)));
        var again = before with { Id = RequestId.New(TimeProvider.System) };
        Assert.True((await Requests.MakeRequestAsync(again)).Replayed);
        foreach (var other in (NewPaymentRequest[])
            [Commands.Ask(bob, eve, 1), Commands.Ask(eve, ada, 1), Commands.Ask(ada, bob, 1)])
            Assert.Equal(RequestVerdict.Done, (await Requests.MakeRequestAsync(other)).Verdict);
        // What was asked for before stays.
        await ExpectAsync(OutcomeCode.Committed, Commands.Pay(request));

        for (var i = 0; i < 2; i++)
            await Requests.UnblockPayeeAsync(ada, bob);
        await AskAsync(bob, ada, 1);
        foreach (var nobody in new[] { Commands.Wallet("nobody"), WalletId.Issuer })
        {
            Assert.False(await Requests.BlockPayeeAsync(ada, nobody));
            await Requests.UnblockPayeeAsync(ada, nobody);
        }
    }

    [Fact]
    public async Task Requests_are_read_newest_first_page_by_page_and_by_state()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        var eve = await OpenWalletAsync("eve");
        var states = new Dictionary<RequestId, PaymentRequestState>();
        for (var i = 0; i < 15; i++)
        {
            var request = await AskAsync(i % 2 == 0 ? bob : eve, ada, 1);
            if (i % 5 == 1)
                await ExpectAsync(OutcomeCode.Committed, Commands.Pay(request));
            else if (i % 5 == 2)
                await Requests.DeclineRequestAsync(request.Id, ada);
            else if (i % 5 == 3)
                await Requests.CancelRequestAsync(request.Id, request.Payee);
            states[request.Id] = i % 5 == 0 ? PaymentRequestState.Open : (PaymentRequestState)(i % 5 + 1);
            if (i % 5 == 4)
                Time.Advance(TimeSpan.FromDays(7));
            states[request.Id] = i % 5 == 4 ? PaymentRequestState.Expired : states[request.Id];
        }

        foreach (var (id, state) in states.ToList())
            states[id] = state == PaymentRequestState.Open ? PaymentRequestState.Expired : state;
        foreach (var payee in new[] { bob, eve })
            states[(await AskAsync(payee, ada, 1)).Id] = PaymentRequestState.Open;
        var expected = states.OrderByDescending(static pair => pair.Key.ToString(), StringComparer.Ordinal).ToList();
        foreach (var limit in new[] { 1, 4, 17, 200 })
        {
            Assert.Equal(expected, (await ReadRequestsAsync(ada, asPayer: true, null, limit))
                .Select(static request => KeyValuePair.Create(request.Id, request.State)));
            foreach (var state in Enum.GetValues<PaymentRequestState>())
                Assert.Equal(expected.Where(pair => pair.Value == state).Select(static pair => pair.Key),
                    (await ReadRequestsAsync(ada, asPayer: true, state, limit)).Select(static request => request.Id));
        }

        Assert.Equal(17, (await ReadRequestsAsync(bob, asPayer: false)).Count
            + (await ReadRequestsAsync(eve, asPayer: false)).Count);
        foreach (var limit in new[] { 0, 201 })
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Requests.ReadRequestsAsync(
                new PaymentRequestQuery(ada, AsPayer: true, null, limit)));
    }
}
