using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>Three silos, many requests at once: what may happen to money, and what may not.</summary>
public sealed class MoneyTests(TestServers servers) : IAsyncLifetime
{
    private ClusterGround? _ground;
    private GrainCluster? _started;

    private GrainCluster Cluster => _started!;

    private ClusterGround Ground => _ground!;

    public async ValueTask InitializeAsync()
    {
        TestServers.Require();
        _ground = await ClusterGround.CreateAsync(servers);
        _started = await GrainCluster.StartAsync(_ground, silos: 3);
    }

    public async ValueTask DisposeAsync()
    {
        if (_started is not null)
            await _started.DisposeAsync();
        _ground?.Dispose();
    }

    [Fact]
    public async Task Fifty_requests_with_one_key_through_three_silos_deduct_once()
    {
        var (sender, receiver) = (await Cluster.RegisterAsync(1000), await Cluster.RegisterAsync());
        await OneKey.RaceAsync(() => Cluster.PayAsync(sender, receiver, 10, "one"));

        Assert.Equal((990, 10), (await Cluster.BalanceAsync(sender), await Cluster.BalanceAsync(receiver)));
        Assert.Equal(OutcomeCode.IdempotencyKeyReused, (await Cluster.PayAsync(sender, receiver, 11, "one")).Code);
    }

    [Fact]
    public async Task Forty_racing_debits_never_overdraw()
    {
        var (sender, receiver) = (await Cluster.RegisterAsync(100), await Cluster.RegisterAsync());
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(i => Cluster.PayAsync(sender, receiver, 10, $"k{i}"))).InTimeAsync();

        Assert.Equal(10, outcomes.Count(static outcome => outcome.Code == OutcomeCode.Committed));
        Assert.Equal(30, outcomes.Count(static outcome => outcome.Code == OutcomeCode.InsufficientFunds));
        Assert.Equal((0, 100), (await Cluster.BalanceAsync(sender), await Cluster.BalanceAsync(receiver)));
    }

    [Fact]
    public async Task Two_wallets_that_pay_each_other_never_block_one_another()
    {
        var (a, b) = (await Cluster.RegisterAsync(10_000), await Cluster.RegisterAsync(10_000));
        await Cluster.VerifyPinAsync(a);
        await Cluster.VerifyPinAsync(b);
        // As many as may be under way of each, 600 in all.
        using var ofA = new SemaphoreSlim(Limits.MaxUnderWay);
        using var ofB = new SemaphoreSlim(Limits.MaxUnderWay);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 600).Select(i => i % 2 == 0
            ? ofA.InTurnAsync(() => Cluster.PayAsync(a, b, 1 + i % 7, $"k{i}"))
            : ofB.InTurnAsync(() => Cluster.PayAsync(b, a, 1 + i % 5, $"k{i}")))).InTimeAsync();

        Assert.All(outcomes, static outcome => Assert.Equal(OutcomeCode.Committed, outcome.Code));
        Assert.Equal(20_000, await Cluster.BalanceAsync(a) + await Cluster.BalanceAsync(b));
    }

    [Fact]
    public async Task One_payer_who_sends_without_end_is_busy_alone()
    {
        var (greedy, other) = (await Cluster.RegisterAsync(1000), await Cluster.RegisterAsync(1000));
        await Cluster.VerifyPinAsync(greedy);
        await Cluster.VerifyPinAsync(other);
        Task<TransferOutcome>[] flood;
        Task<TransferOutcome> modest;
        using (HeldLedger.Hold(Ground.LedgerPath))
        {
            flood = [.. Enumerable.Range(0, 200).Select(i => Cluster.PayAsync(greedy, other, 1, $"k{i}"))];
            // While nothing can be committed, what has no slot is refused at once; the others wait.
            await Chaos.Until.TrueAsync(() => flood.Count(static sent => sent.IsCompleted) == 200 - Limits.MaxUnderWay,
                "those without a slot are refused");
            modest = Cluster.PayAsync(other, greedy, 5, "modest");
        }

        Assert.Equal(OutcomeCode.Committed, (await modest.InTimeAsync()).Code);
        var codes = (await Task.WhenAll(flood).InTimeAsync()).CountBy(static outcome => outcome.Code).ToDictionary();
        Assert.Equal(
            (Limits.MaxUnderWay, 200 - Limits.MaxUnderWay), (codes[OutcomeCode.Committed], codes[OutcomeCode.Busy]));
        Assert.Equal(1000 - Limits.MaxUnderWay + 5, await Cluster.BalanceAsync(greedy));
    }

    [Fact]
    public async Task A_key_is_in_flight_until_its_commit_is_settled_with_the_gate_down_too()
    {
        await using var gate = await RedisServer.CreateAsync();
        using var ground = await ClusterGround.CreateAsync(servers, gate: gate);
        await using var cluster = await GrainCluster.StartAsync(ground, silos: 2);
        var (sender, receiver) = (await cluster.RegisterAsync(100), await cluster.RegisterAsync());
        await cluster.VerifyPinAsync(sender);
        await gate.StopAsync();
        Task<TransferOutcome> first;
        using (HeldLedger.Hold(ground.LedgerPath))
        {
            cluster.Calls.Clear();
            first = cluster.PayAsync(sender, receiver, 10, "one");
            await Chaos.Until.TrueAsync(() =>
                cluster.Calls.Calls.ContainsKey("ILedgerGrain.CommitAsync"), "the first is on its way to the ledger");
            foreach (var silo in cluster.Silos)
                Assert.Equal(OutcomeCode.TransferInProgress,
                    (await cluster.PayAsync(silo, sender, receiver, 10, "one").InTimeAsync()).Code);
            Assert.False(first.IsCompleted);
        }

        Assert.Equal(OutcomeCode.Committed, (await first.InTimeAsync()).Code);
        Assert.True((await cluster.PayAsync(sender, receiver, 10, "one")).Replayed);
        Assert.Equal((90, 10), (await cluster.BalanceAsync(sender), await cluster.BalanceAsync(receiver)));
    }

    [Fact]
    public async Task A_thousand_payers_of_one_wallet_share_their_commits()
    {
        var receiver = await Cluster.RegisterAsync();
        var payers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => Cluster.RegisterAsync(50)));
        // Their PINs are known, as those of active users are: this is about commits, not about bcrypt.
        await Parallel.ForEachAsync(payers, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (payer, _) =>
            await Cluster.VerifyPinAsync(payer));
        using var batches = new BatchCount();
        var outcomes = await Task.WhenAll(payers.Select((payer, i) => Cluster.PayAsync(payer, receiver, 5, $"k{i}")))
            .InTimeAsync();

        Assert.All(outcomes, static outcome => Assert.Equal(OutcomeCode.Committed, outcome.Code));
        Assert.Equal(5000, await Cluster.BalanceAsync(receiver));
        TestContext.Current.TestOutputHelper?.WriteLine($"{batches.Commands} commands in {batches.Batches} batches");
        Assert.InRange(batches.Batches, 1, 700);
    }
}
