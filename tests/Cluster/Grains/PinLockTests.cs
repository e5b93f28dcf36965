using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>Five guesses at a PIN are five, wherever they are made.</summary>
public sealed class PinLockTests(TestServers servers)
{
    private const int MaxGuesses = 5;

    private static Pin Wrong(int i) =>
        Pin.TryParse($"31{i:00}", out var pin) ? pin : throw new InvalidOperationException();

    [Fact]
    public async Task Parallel_guesses_through_three_silos_lock_after_five_and_the_lock_survives_the_silo_that_held_it()
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers);
        await using var cluster = await GrainCluster.StartAsync(ground, silos: 3);
        var (victim, thief) = (await cluster.RegisterAsync(100), await cluster.RegisterAsync());

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(i => cluster.PayAsync(victim, thief, 100, $"k{i}", Wrong(i)))).InTimeAsync();
        Assert.Equal(MaxGuesses, cluster.Bcrypt.Comparisons);
        Assert.Equal(MaxGuesses, outcomes.Count(static outcome => outcome.Code == OutcomeCode.WrongPin));
        Assert.All(outcomes, static outcome =>
            Assert.True(outcome.Code is OutcomeCode.WrongPin or OutcomeCode.PinLocked, $"{outcome.Code}"));

        await cluster.KillSiloAsync(await cluster.HolderAsync(cluster.PayerGrain(cluster.Silos[0], victim)));
        await KnownAsync(() => cluster.PayAsync(victim, thief, 100, "after", victim.Pin), OutcomeCode.PinLocked);
        Assert.Equal(MaxGuesses, cluster.Bcrypt.Comparisons);
        Assert.Equal(100, await cluster.BalanceAsync(victim));
    }

    [Fact]
    public async Task A_second_activation_gives_no_free_guess()
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers);
        await using var here = await GrainCluster.StartAsync(ground, silos: 1);
        await using var there = await GrainCluster.StartAsync(ground, silos: 1);
        var (victim, thief) = (await here.RegisterAsync(100), await here.RegisterAsync());
        // Both halves of the cut cluster have the user's grain, with the right PIN remembered.
        Assert.Equal(OutcomeCode.Committed, (await here.PayAsync(victim, thief, 1, "here")).Code);
        Assert.Equal(OutcomeCode.Committed, (await there.PayAsync(victim, thief, 1, "there")).Code);
        var before = here.Bcrypt.Comparisons + there.Bcrypt.Comparisons;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 60)
            .Select(i => (i % 2 == 0 ? here : there).PayAsync(victim, thief, 50, $"k{i}", Wrong(i)))).InTimeAsync();
        Assert.InRange(here.Bcrypt.Comparisons + there.Bcrypt.Comparisons - before, 1, MaxGuesses);
        // Unavailable: the other half has counted meanwhile, so nothing was compared.
        Assert.All(outcomes, static outcome =>
            Assert.True(outcome.Code is OutcomeCode.WrongPin or OutcomeCode.PinLocked or OutcomeCode.Unavailable,
                $"{outcome.Code}"));
    }

    [Fact]
    public async Task The_right_pin_clears_the_count_and_leaves_nothing_stored()
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers);
        await using var cluster = await GrainCluster.StartAsync(ground, silos: 2);
        var (payer, payee) = (await cluster.RegisterAsync(100), await cluster.RegisterAsync());
        for (var i = 1; i < MaxGuesses; i++)
            Assert.Equal(MaxGuesses - i, (await cluster.PayAsync(payer, payee, 1, "k", Wrong(i))).AttemptsLeft);
        Assert.Equal(1, await Lockouts.CountStatesAsync(ground.Settings["ConnectionStrings:Lockouts"]));

        Assert.Equal(OutcomeCode.Committed, (await cluster.PayAsync(payer, payee, 1, "k")).Code);
        Assert.Equal(0, await Lockouts.CountStatesAsync(ground.Settings["ConnectionStrings:Lockouts"]));
        Assert.Equal(MaxGuesses - 1, (await cluster.PayAsync(payer, payee, 1, "k", Wrong(1))).AttemptsLeft);
    }

    [Fact]
    public async Task A_changed_pin_counts_at_once_through_every_silo_and_the_old_one_is_a_wrong_guess()
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers);
        await using var cluster = await GrainCluster.StartAsync(ground, silos: 3);
        var (payer, payee) = (await cluster.RegisterAsync(100), await cluster.RegisterAsync());
        foreach (var silo in cluster.Silos)
            Assert.Equal(OutcomeCode.Committed,
                (await cluster.PayAsync(silo, payer, payee, 1, $"before-{silo.SiloAddress}")).Code);

        var changed = await cluster.PayerGrain(cluster.Silos[1], payer).ChangePinAsync(payer.User, payer.Pin, Wrong(7));
        Assert.Equal(SecretVerdict.Verified, changed.Verdict);

        var left = MaxGuesses;
        foreach (var silo in cluster.Silos)
        {
            var refused = await cluster.PayAsync(silo, payer, payee, 1, "old", payer.Pin);
            Assert.Equal((OutcomeCode.WrongPin, --left), (refused.Code, refused.AttemptsLeft));
        }

        foreach (var silo in cluster.Silos)
            Assert.Equal(OutcomeCode.Committed,
                (await cluster.PayAsync(silo, payer, payee, 1, $"after-{silo.SiloAddress}", Wrong(7))).Code);
    }

    // Until the others have noticed that the silo is gone, its grains can't be reached: that is no answer yet.
    private static async Task KnownAsync(Func<Task<TransferOutcome>> payAsync, OutcomeCode expected)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        TransferOutcome outcome;
        do
        {
            deadline.Token.ThrowIfCancellationRequested();
            outcome = await payAsync();
        }
        while (outcome.Code == OutcomeCode.Unavailable);
        Assert.Equal(expected, outcome.Code);
    }
}
