using System.Reflection;
using Orleans.TestingHost;
using Wallet.Cluster.Tests.Chaos;
using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.Core;
using Wallet.Grains;
using Wallet.Grains.Abstractions;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>Grains of whom nobody asks anything are let go, and whatever the machine's clock did, others can be
/// made.</summary>
public sealed class IdleTests(TestServers servers)
{
    private static readonly IdleOptions Soon = new() { LookEvery = TimeSpan.FromMilliseconds(200), Looks = 2 };

    [Fact]
    public async Task Nothing_stays_active_of_those_who_are_idle()
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers);
        await using var cluster = await GrainCluster.StartAsync(ground, silos: 2, idle: Soon);
        var receiver = await cluster.RegisterAsync();
        var payers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => cluster.RegisterAsync(100)));
        foreach (var payer in payers)
            Assert.Equal(OutcomeCode.Committed, (await cluster.PayAsync(payer, receiver, 1, "once")).Code);
        Assert.Equal(SignInVerdict.Counted, (await SignInLockout(cluster).BeginAsync(Email, "::1")).Verdict);

        await Until.TrueAsync(
            async () =>
            (await cluster.CountAsync<TransferGrain>(), await cluster.CountAsync<SignInLockoutGrain>()) == (0, 0),
            "the grains of the idle are let go");
        Assert.Equal(1, await cluster.CountAsync<LedgerGrain>());
        Assert.True((await cluster.PayAsync(payers[0], receiver, 1, "once")).Replayed);
    }

    [Fact]
    public async Task Who_is_asked_stays()
    {
        TestServers.Require();
        // Ten payments in the time after which it would be let go: on a busy machine some are late.
        var idle = new IdleOptions { LookEvery = TimeSpan.FromSeconds(1), Looks = 3 };
        using var ground = await ClusterGround.CreateAsync(servers);
        await using var cluster = await GrainCluster.StartAsync(ground, silos: 1, idle: idle);
        var (payer, receiver) = (await cluster.RegisterAsync(1000), await cluster.RegisterAsync());
        await cluster.PayAsync(payer, receiver, 1, "first");
        var compared = cluster.Bcrypt.Comparisons;
        for (var i = 0; i < 20; i++)
        {
            await Task.Delay(idle.LookEvery * idle.Looks / 10, TestContext.Current.CancellationToken);
            Assert.Equal(OutcomeCode.Committed, (await cluster.PayAsync(payer, receiver, 1, $"k{i}")).Code);
        }

        // It remembers the PIN, as one that is made anew does not.
        Assert.Equal(compared, cluster.Bcrypt.Comparisons);
    }

    [Fact]
    public async Task A_clock_that_was_hours_ahead_for_a_while_and_is_right_again_keeps_no_grain_from_being_made()
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers);
        await using var cluster = await GrainCluster.StartAsync(ground, silos: 1);
        var (payer, receiver) = (await cluster.RegisterAsync(100), await cluster.RegisterAsync());
        SetCollectorAhead(cluster.Silos[0], cluster, TimeSpan.FromHours(5));

        var paid = await cluster.PayAsync(payer, receiver, 1, "once").InTimeAsync();
        Assert.Equal(OutcomeCode.Committed, paid.Code);
        Assert.Equal(SecretVerdict.Verified, (await cluster.PayerGrain(cluster.Silos[0], receiver)
            .ChangePinAsync(receiver.User, receiver.Pin, receiver.Pin)).Verdict);
        Assert.Equal(
            SignInVerdict.Counted, (await SignInLockout(cluster).BeginAsync(Email, "::1").InTimeAsync()).Verdict);
        var grains = cluster.Service<IGrainFactory>(cluster.Silos[0]);
        var order = new ReversalOrder(
            paid.Transfer!.Id.Value, null, Note.Parse("paid twice"), IdempotencyKey.Parse("case-1"), null);
        Assert.Equal(OutcomeCode.Committed, (await grains.Operators().ReverseAsync(order).InTimeAsync()).Code);
    }

    // Whoever adds a grain need not have met such a clock.
    [Fact]
    public void No_grain_is_subject_to_the_collector()
    {
        var grains = typeof(IdleGrain).Assembly.GetTypes()
            .Where(static type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(Grain))).ToList();
        Assert.True(grains.Count >= 5);
        Assert.All(grains, static grain => Assert.NotNull(grain.GetCustomAttribute<KeepAliveAttribute>()));
    }

    private static EmailAddress Email => EmailAddress.TryParse("idle@example.com", out var email)
        ? email
        : throw new InvalidOperationException();

    private static ISignInLockoutGrain SignInLockout(GrainCluster cluster) =>
        cluster.Service<IGrainFactory>(cluster.Silos[0]).GetGrain<ISignInLockoutGrain>(GrainKeys.SignInLockout(Email));

    // What Orleans' collector is left with after such a minute. It reads the machine's clock itself, so a test can't
    // step that for it alone.
    private static void SetCollectorAhead(InProcessSiloHandle silo, GrainCluster cluster, TimeSpan ahead)
    {
        var type = Type.GetType("Orleans.Runtime.ActivationCollector, Orleans.Runtime", throwOnError: true)!;
        var collector = cluster.Service<IServiceProvider>(silo).GetService(type);
        Assert.NotNull(collector);
        var fields = type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
            .Where(static field => field.Name.Contains("nextTicket", StringComparison.Ordinal));
        var next = Assert.Single(fields);
        var minute = TimeSpan.TicksPerMinute;
        var ticks = (DateTime.UtcNow + ahead).Ticks / minute * minute;
        next.SetValue(collector, next.FieldType == typeof(long) ? ticks : new DateTime(ticks, DateTimeKind.Utc));
    }
}
