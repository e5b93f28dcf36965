using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

/// <summary>Does random things to a ledger and to its model, and compares what comes of them.</summary>
internal sealed class RandomHistory(ILedgerUnderTest ledger, FakeTime time, Random random, int maxWallets)
{
    private ILedgerUnderTest _subject = ledger;
    private readonly LedgerModel _model = new();
    private readonly List<WalletId> _wallets = [];
    private readonly RandomCommands _commands = new(random);
    private readonly HashSet<OutcomeCode> _seen = [];

    /// <summary>Every outcome that has occurred.</summary>
    public IReadOnlySet<OutcomeCode> Seen => _seen;

    private ILedger Ledger => _subject.Ledger;

    /// <summary>Goes on with another ledger, which has to hold the same.</summary>
    public void GoOnWith(ILedgerUnderTest other) => _subject = other;

    /// <summary>Every user there is.</summary>
    public async Task<IReadOnlyList<User>> UsersAsync()
    {
        var users = new List<User>();
        for (var i = 0; i < _wallets.Count; i++)
            users.Add(Assert.IsType<User>(await _subject.Users.FindByEmailAsync(People.Email($"{i}@example.org"))));
        return users;
    }

    /// <summary>Opens the first two wallets and funds the first.</summary>
    public async Task BeginAsync(long balanceMinor)
    {
        await RegisterAsync();
        await RegisterAsync();
        while (_model.Wallets[_wallets[0]].BalanceMinor < balanceMinor)
        {
            var missing = balanceMinor - _model.Wallets[_wallets[0]].BalanceMinor;
            var count = (int)Math.Clamp(missing / Limits.MaxAmountMinor, 1, Limits.MaxBatch);
            await CommitAsync([.. Enumerable.Range(0, count)
                .Select(_ => Commands.Deposit(_wallets[0], Math.Min(missing, Limits.MaxAmountMinor)))]);
        }
    }

    /// <summary>Does one random thing.</summary>
    public Task StepAsync() => random.Next(20) switch
    {
        0 or 1 when _wallets.Count < maxWallets => RegisterAsync(),
        2 => RegisterTakenAsync(),
        3 => FreezeAsync(),
        4 => LimitAsync(),
        5 => _subject.ReopenAsync(),
        10 when _wallets.Count > 1 => AskAsync(),
        11 when _commands.Requests.Count > 0 => CloseRequestAsync(),
        6 or 7 => MoveClock(TimeSpan.FromSeconds(-random.Next(1, 100))),
        8 or 9 => MoveClock(TimeSpan.FromMicroseconds(random.Next(1, 100_000_000))),
        10 or 11 or 12 => CommitAsync([.. _commands.Batch(_wallets, 1)]),
        _ => CommitAsync([.. _commands.Batch(_wallets, random.Next(2, 40))]),
    };

    /// <summary>Checks the invariants and compares every wallet and key with the model.</summary>
    public async Task CheckAsync()
    {
        await LedgerInvariants.CheckAsync(Ledger, [WalletId.Issuer, WalletId.Escrow, .. _wallets], _commands.Keys);
        foreach (var (id, expected) in _model.Wallets)
        {
            var wallet = await Ledger.FindWalletAsync(id);
            Assert.Equal((expected.BalanceMinor, expected.Freeze), (wallet!.BalanceMinor, wallet.Freeze));
            Assert.Equal(_model.See(id, Timestamp.Now(time)), await _subject.Spending.FindSpendingAsync(id));
        }

        foreach (var wallet in _wallets)
            await CheckHoldsAsync(wallet);
        var now = Timestamp.Now(time);
        foreach (var (id, request) in await LedgerInvariants.AskAllAsync(
            _model.Requests.Keys, _subject.Requests.FindRequestAsync))
            Assert.Equal(_model.Requests[id] with { State = _model.StateOf(id, now) }, request);

        foreach (var (id, record) in await LedgerInvariants.AskAllAsync(
            _commands.Keys, id => Ledger.FindKeyAsync(id.Caller, id.Key)))
        {
            if (!_model.Records.TryGetValue(id, out var expected))
                Assert.Null(record);
            else
                Assert.Equal(new KeyRecord(
                    expected.Command.Fingerprint, expected.Code, expected.Transfer, expected.RemainingMinor,
                    expected.ResetsAt), record);
        }
    }

    // What came of each hold, from all transfers there were.
    private async Task CheckHoldsAsync(WalletId wallet)
    {
        var now = Timestamp.Now(time);
        var transfers = _model.Records.Values.Select(static record => record.Transfer).OfType<Transfer>().ToList();
        var all = transfers.Where(static one => one.Operation == Operation.Hold)
            .OrderByDescending(static one => one.Id.Value.ToString("N"), StringComparer.Ordinal)
            .Select(hold => new HoldView(
                hold, Sum(hold, Operation.Capture), Sum(hold, Operation.Release),
                _model.Records.ContainsKey((WalletId.Escrow, Commands.Expire(hold).Key)), now)).ToList();
        var paid = all.Where(hold => hold.Terms.Payer == wallet).ToList();
        Assert.Equal(paid.Sum(static hold => hold.RemainingMinor), await _subject.Holds.FindHeldAsync(wallet));
        foreach (var (role, expected) in ((HoldRole, List<HoldView>)[])
            [(HoldRole.Payer, paid), (HoldRole.Receiver, all.FindAll(hold => hold.Terms.Receiver == wallet))])
        {
            Assert.Equal(expected, (await ListAsync(new HoldQuery(role, 7))));
            foreach (var state in Enum.GetValues<HoldState>())
                Assert.Equal(expected.Where(hold => hold.State == state),
                    await ListAsync(new HoldQuery(role, 3, State: state)));
        }

        async Task<List<HoldView>> ListAsync(HoldQuery query)
        {
            var listed = new List<HoldView>();
            for (HoldQuery? next = query; next is not null;)
            {
                var page = await _subject.Holds.ListHoldsAsync(wallet, next);
                listed.AddRange(page.Holds);
                next = page.NextBefore is null ? null : next with { Before = page.NextBefore };
            }

            return listed;
        }

        long Sum(Transfer hold, Operation operation) => transfers
            .Where(one => one.Link == hold.Id && one.Operation == operation).Sum(static one => one.Amount.Minor);
    }

    private async Task CommitAsync(LedgerCommand[] batch)
    {
        var now = Timestamp.Now(time);
        _commands.Remember(batch);
        Decision[] expected = [.. batch.Select(command => _model.Decide(command, now))];
        Assert.Equal(expected, await Ledger.CommitAsync(batch));
        foreach (var transfer in expected.Where(static decision => !decision.Replayed)
            .Select(static decision => decision.Transfer).OfType<Transfer>())
        {
            // Of what was released, nobody can be asked to give anything back: it would be to himself.
            if (transfer.Operation != Operation.Release)
                (transfer.Operation == Operation.Hold ? _commands.Holds : _commands.Transfers).Add(transfer);
        }

        _seen.UnionWith(expected.Select(static decision => decision.Code));
    }

    private async Task RegisterAsync()
    {
        var wallet = Commands.Wallet($"w{_wallets.Count}");
        // Those that are taken already stand first, as they do for a name that many have.
        Assert.Equal(wallet, await _subject.Users.RegisterAsync(
            People.New($"{_wallets.Count}@example.org", time.GetUtcNow()) with { Name = RandomName() },
            [WalletId.Issuer, .. _wallets, wallet]));
        _wallets.Add(wallet);
        _model.Register(wallet);
    }

    private async Task AskAsync()
    {
        var now = Timestamp.Now(time);
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            var payer = _wallets[random.Next(_wallets.Count)];
            var payee = _wallets.Where(wallet => wallet != payer).ElementAt(random.Next(_wallets.Count - 1));
            var ask = Commands.Ask(
                payee, payer, random.Next(1, 200), expiresIn: TimeSpan.FromSeconds(random.Next(60, 300)));
            var open = _model.Requests.Values.Count(request => (request.Payee, request.Payer) == (payee, payer)
                && _model.StateOf(request.Id, now) == PaymentRequestState.Open);
            var made = await _subject.Requests.MakeRequestAsync(ask);
            Assert.Equal(open >= 5 ? RequestVerdict.TooMany : RequestVerdict.Done, made.Verdict);
            if (made.Request is not { } request)
                continue;
            _model.Requests.Add(request.Id, request);
            _commands.Requests.Add(request);
        }
    }

    private async Task CloseRequestAsync()
    {
        var (id, declines) = (_commands.Requests[random.Next(_commands.Requests.Count)].Id, random.Next(2) == 0);
        var (request, state) = (_model.Requests[id], _model.StateOf(id, Timestamp.Now(time)));
        var into = declines ? PaymentRequestState.Declined : PaymentRequestState.Cancelled;
        var closing = declines
            ? await _subject.Requests.DeclineRequestAsync(id, request.Payer)
            : await _subject.Requests.CancelRequestAsync(id, request.Payee);
        if (state == PaymentRequestState.Open)
            _model.Requests[id] = request with { State = into };
        Assert.Equal(state == PaymentRequestState.Open || state == into
            ? new RequestClosing(RequestVerdict.Done, request with { State = into })
            : new RequestClosing(RequestVerdict.Closed, request with { State = state }), closing);
    }

    private PersonName? RandomName() =>
        random.Next(2) == 0 ? null : PersonName.Parse($"Number {_wallets.Count} \u0413\u00fc\u4e00");

    private async Task RegisterTakenAsync() =>
        Assert.Null(await _subject.Users.RegisterAsync(
            People.New($"{random.Next(_wallets.Count)}@example.org"), [Commands.Wallet("unwanted")]));

    private async Task FreezeAsync()
    {
        var wallet = _wallets[random.Next(_wallets.Count)];
        // The clock moves by as much as that, to and fro.
        Timestamp? until = random.Next(3) == 0
            ? null
            : Timestamp.Now(time).Plus(TimeSpan.FromSeconds(random.Next(-10, 200)));
        var freeze = random.Next(2) == 0 ? null : new Freeze((FrozenSides)random.Next(1, 4), until);
        Assert.Equal(OperatorVerdict.Done, await _subject.Operators.ActAsync(
            freeze is null ? Acts.Thaw(wallet) : Acts.Freeze(wallet, freeze.Sides, freeze.Until)));
        _model.Wallets[wallet].Freeze = freeze;
    }

    // Small ones, so that they are met; they are not always lowered, and the clock does not always get to a raise.
    private async Task LimitAsync()
    {
        var wallet = _wallets[random.Next(_wallets.Count)];
        var wanted = new SpendingLimits(One(200), One(1000));
        Assert.NotNull(await _subject.Spending.SetLimitsAsync(wallet, wanted));
        _model.Limit(wallet, wanted, Timestamp.Now(time));
        if (random.Next(3) == 0)
            time.Advance(TimeSpan.FromHours(random.Next(30)));

        long? One(int most) => random.Next(3) == 0 ? null : random.Next(most);
    }

    private Task MoveClock(TimeSpan by)
    {
        time.SetClock(time.GetUtcNow() + by);
        return Task.CompletedTask;
    }
}
