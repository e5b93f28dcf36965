using Orleans.Core.Internal;
using Orleans.TestingHost;
using Wallet.Cluster.Tests.Chaos;
using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.Core;
using Wallet.Grains;
using Wallet.Grains.Abstractions;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>
/// 512 innocent payments leave one silo as one bundle, asked for through another, to the ledger's grain in a third.
/// Whatever happens to any of them, each payment is made once and none is refused.
/// </summary>
public sealed class BundleTests(TestServers servers) : IAsyncLifetime
{
    private const int Payers = Limits.MaxBatch / Limits.MaxUnderWay, Funds = 100;

    private ClusterGround? _ground;
    private GrainCluster? _started;
    private Party[] _payers = [];
    private Party? _first, _receiver;
    private InProcessSiloHandle? _holder, _home, _outside;

    private GrainCluster Cluster => _started!;

    public async ValueTask InitializeAsync()
    {
        TestServers.Require();
        _ground = await ClusterGround.CreateAsync(servers);
        _started = await GrainCluster.StartAsync(_ground, silos: 3);
        var ledger = Cluster.Service<IGrainFactory>(Cluster.Silos[0]).Ledger();
        Assert.True(await ledger.AsReference<ICommitterHealthGrain>().IsReadyAsync());
        _holder = await Cluster.HolderAsync(ledger);
        var others = Cluster.Silos.Where(silo => silo != _holder).ToArray();
        (_home, _outside) = (others[0], others[1]);
        (_first, _receiver) = (await Cluster.RegisterAsync(Funds), await Cluster.RegisterAsync());
        _payers = await Task.WhenAll(Enumerable.Range(0, Payers).Select(_ => Cluster.RegisterAsync(Funds)));
        // Where a payer's grain is first asked, it is at home.
        foreach (var payer in _payers.Append(_first))
        {
            Assert.Equal(SecretVerdict.Verified,
                (await Cluster.PayerGrain(_home, payer).ChangePinAsync(payer.User, payer.Pin, payer.Pin)).Verdict);
            Assert.Equal(_home, await Cluster.HolderAsync(Cluster.PayerGrain(_home, payer)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_started is not null)
            await _started.DisposeAsync();
        _ground?.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_ledgers_silo_or_the_payers_is_killed(bool isLedgers)
    {
        var letGo = new TaskCompletionSource();
        var paying = await SendFullBundleAsync((_, commitAsync) => AfterAsync(letGo.Task, commitAsync));
        await Cluster.KillSiloAsync(isLedgers ? _holder! : _home!);
        // What the dead silo had under way lands all the same, while the others ask again elsewhere.
        Cluster.Wire.Deliver = static (_, commitAsync) => commitAsync();
        letGo.SetResult();

        await MadeOnceAsync(await Task.WhenAll(paying).InTimeAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_bundle_or_its_answer_is_lost_three_times(bool arrives)
    {
        var lost = 0;
        var paying = await SendFullBundleAsync(async (_, commitAsync) =>
        {
            var isLost = Interlocked.Increment(ref lost) <= 3;
            if (arrives || !isLost)
                await commitAsync();
            if (isLost)
                throw new TimeoutException("The answer is lost.");
        });

        var outcomes = await Task.WhenAll(paying).InTimeAsync();
        Assert.True(lost > 3, $"asked {lost} times");
        Assert.All(outcomes, static outcome => Assert.Equal(OutcomeCode.Committed, outcome.Code));
        await MadeOnceAsync(outcomes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_payers_silo_is_cut_off_from_the_ledgers_grain_for_longer_than_anybody_waits(bool arrives)
    {
        var paying = await SendFullBundleAsync(async (_, commitAsync) =>
        {
            if (arrives)
                await commitAsync();
            throw new TimeoutException("The answer is lost.");
        });

        var outcomes = await Task.WhenAll(paying).InTimeAsync();
        Assert.All(outcomes, static outcome => Assert.Equal(OutcomeCode.OutcomeUnknown, outcome.Code));
        Cluster.Wire.Deliver = static (_, commitAsync) => commitAsync();
        await MadeOnceAsync(outcomes);
    }

    [Fact]
    public async Task The_silo_of_the_ledgers_grain_is_stopped_and_the_grain_moves()
    {
        var letGo = new TaskCompletionSource();
        var paying = await SendFullBundleAsync((_, commitAsync) => AfterAsync(letGo.Task, commitAsync));
        var stopping = Cluster.StopSiloAsync(_holder!);
        letGo.SetResult();

        await MadeOnceAsync(await Task.WhenAll(paying).InTimeAsync());
        await stopping.InTimeAsync();
        var ledger = Cluster.Service<IGrainFactory>(_outside!).Ledger();
        Assert.True(await ledger.AsReference<ICommitterHealthGrain>().IsReadyAsync());
        Assert.NotEqual(_holder, await Cluster.HolderAsync(ledger));
    }

    [Fact]
    public async Task The_ledgers_grain_is_made_anew_again_and_again()
    {
        for (var wave = 0; wave < 10; wave++)
        {
            var paying = Send($"wave-{wave}-");
            await Cluster.Service<IGrainFactory>(_outside!).Ledger().Cast<IGrainManagementExtension>()
                .DeactivateOnIdle(TestContext.Current.CancellationToken);
            Assert.All(await Task.WhenAll(paying).InTimeAsync(), static outcome =>
                Assert.True(outcome.Code is OutcomeCode.Committed or OutcomeCode.InsufficientFunds, $"{outcome.Code}"));
        }

        foreach (var payer in _payers)
            Assert.Equal(0, await Cluster.BalanceAsync(payer));
        Assert.Equal(Payers * Funds, await Cluster.BalanceAsync(_receiver!));
    }

    private static async Task AfterAsync(Task task, Func<Task> actAsync)
    {
        await task;
        await actAsync();
    }

    // A lone payment holds the wire until all the others wait behind it; then they leave as one.
    private async Task<Task<TransferOutcome>[]> SendFullBundleAsync(Func<int, Func<Task>, Task> deliver)
    {
        var (alone, full, behind) =
            (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        Cluster.Wire.Deliver = async (size, commitAsync) =>
        {
            if (size < Limits.MaxBatch)
            {
                alone.TrySetResult();
                await behind.Task;
                await commitAsync();
                return;
            }

            full.TrySetResult();
            await deliver(size, commitAsync);
        };
        var first = PayAsync(_first!, "first");
        await alone.Task.InTimeAsync();
        var paying = Send("k");
        await Until.TrueAsync(() =>
            Cluster.Service<SiloCommitter>(_home!).Waiting == Limits.MaxBatch, "all wait for the next bundle");
        behind.SetResult();
        Assert.Equal(OutcomeCode.Committed, (await first.InTimeAsync()).Code);
        await full.Task.InTimeAsync();
        return paying;
    }

    private Task<TransferOutcome>[] Send(string key) =>
        [.. from payer in _payers from i in Enumerable.Range(0, Limits.MaxUnderWay) select PayAsync(
            payer, $"{key}{i}")];

    // As a gateway asks: an exception says nothing about the outcome.
    private async Task<TransferOutcome> PayAsync(Party payer, string key)
    {
        try
        {
            return await Cluster.PayAsync(_outside!, payer, _receiver!, 1, key);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException)
        {
            return new TransferOutcome(OutcomeCode.OutcomeUnknown);
        }
    }

    private async Task MadeOnceAsync(TransferOutcome[] outcomes)
    {
        Assert.All(outcomes, static outcome =>
            Assert.True(outcome.Code is OutcomeCode.Committed or OutcomeCode.OutcomeUnknown, $"{outcome.Code}"));
        var told = outcomes.Where(static outcome => outcome.Code == OutcomeCode.Committed)
            .Select(static outcome => outcome.Transfer!.Id).ToHashSet();
        var ids = new HashSet<TransferId>();
        foreach (var payer in _payers)
        {
            for (var i = 0; i < Limits.MaxUnderWay; i++)
            {
                var outcome = await LearnAsync(payer, $"k{i}");
                Assert.Equal(OutcomeCode.Committed, outcome.Code);
                Assert.True(ids.Add(outcome.Transfer!.Id));
            }

            Assert.Equal(Funds - Limits.MaxUnderWay, await Cluster.BalanceAsync(payer));
        }

        Assert.Subset(ids, told);
        Assert.Equal(Limits.MaxBatch + 1, await Cluster.BalanceAsync(_receiver!));
    }

    private async Task<TransferOutcome> LearnAsync(Party payer, string key)
    {
        TransferOutcome? outcome = null;
        await Until.TrueAsync(
            async () =>
            {
                outcome = await PayAsync(payer, key);
                return outcome.Code is not (
                    OutcomeCode.OutcomeUnknown or OutcomeCode.TransferInProgress or OutcomeCode.Unavailable);
            },
            "an outcome is learnt");
        return outcome!;
    }
}
