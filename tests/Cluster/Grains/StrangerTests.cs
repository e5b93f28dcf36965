using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>What a grain refuses to whoever can send it a message, whatever a gateway would have refused
/// before.</summary>
public sealed class StrangerTests(TestServers servers)
{
    [Fact]
    public async Task Nobody_pays_from_anothers_wallet_with_his_own_pin_or_changes_the_pin_there()
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers);
        await using var cluster = await GrainCluster.StartAsync(ground, silos: 2);
        var (victim, thief) = (await cluster.RegisterAsync(100), await cluster.RegisterAsync(5));
        var nobody = thief with { User = new UserId(Guid.NewGuid()) };
        // The owner is known before the thief comes, and the other way round.
        var paid = await cluster.PayAsync(victim, thief, 1, "k");
        Assert.Equal(OutcomeCode.Committed, paid.Code);
        var requests = cluster.Service<IPaymentRequestStore>(cluster.Silos[0]);
        foreach (var stranger in (Party[])[thief, nobody])
        {
            foreach (var wallet in (Party[])[victim, await cluster.RegisterAsync(100)])
            {
                var grain = cluster.PayerGrain(cluster.Silos[0], wallet);
                var order = new TransferOrder(
                    stranger.User, thief.Wallet, Amount.From(50), stranger.Pin, null, IdempotencyKey.Parse("theft"));
                Assert.Equal(OutcomeCode.CallerNotFound, (await grain.TransferAsync(order)).Code);
                var refund = new RefundOrder(
                    stranger.User, paid.Transfer!.Id.Value, null, stranger.Pin, null, IdempotencyKey.Parse("theft"));
                Assert.Equal(OutcomeCode.CallerNotFound, (await grain.RefundAsync(refund)).Code);
                var hold = new HoldOrder(
                    stranger.User, thief.Wallet, Amount.From(50), 60, stranger.Pin, null,
                    IdempotencyKey.Parse("theft"));
                Assert.Equal(OutcomeCode.CallerNotFound, (await grain.HoldAsync(hold)).Code);
                var capture = new CaptureOrder(
                    stranger.User, paid.Transfer.Id.Value, null, IdempotencyKey.Parse("theft"));
                Assert.Equal(OutcomeCode.CallerNotFound, (await grain.CaptureAsync(capture)).Code);
                Assert.Equal(OutcomeCode.CallerNotFound, (await grain.ReleaseAsync(capture)).Code);
                var asked = (await requests.MakeRequestAsync(new NewPaymentRequest(
                    RequestId.New(TimeProvider.System), thief.Wallet, wallet.Wallet, Amount.From(50), null,
                    Limits.DefaultRequestLifetime, IdempotencyKey.Parse(Guid.NewGuid().ToString())))).Request!;
                Assert.Equal(OutcomeCode.CallerNotFound, (await grain.PayRequestAsync(
                    new RequestPaymentOrder(stranger.User, asked.Id.Value, stranger.Pin))).Code);
                // Nor does anybody pay what another was asked.
                if (wallet == victim)
                    Assert.Equal(OutcomeCode.TransferNotFound,
                        (await cluster.PayerGrain(cluster.Silos[0], thief).PayRequestAsync(
                            new RequestPaymentOrder(thief.User, asked.Id.Value, thief.Pin))).Code);
                Assert.Equal(OutcomeCode.CallerNotFound,
                    (await grain.DepositAsync(stranger.User, Amount.From(50), IdempotencyKey.Parse("theft"))).Code);
                Assert.Equal(SecretVerdict.UnknownUser,
                    (await grain.ChangePinAsync(stranger.User, stranger.Pin, stranger.Pin)).Verdict);
                Assert.Equal(
                    new LimitsReply(new SecretCheck(SecretVerdict.UnknownUser), null),
                    await grain.SetLimitsAsync(new LimitsOrder(stranger.User, 0, 0, stranger.Pin)));
            }
        }

        Assert.Equal((99, 6), (await cluster.BalanceAsync(victim), await cluster.BalanceAsync(thief)));
    }

    [Fact]
    public async Task Where_there_is_no_sandbox_no_grain_mints()
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(
            servers, new Dictionary<string, string>(ClusterGround.Cheap) { ["Wallet:Sandbox"] = "false" });
        await using var cluster = await GrainCluster.StartAsync(ground, silos: 1);
        var user = await cluster.RegisterAsync(10);

        var outcome = await cluster.PayerGrain(cluster.Silos[0], user)
            .DepositAsync(user.User, Amount.From(50), IdempotencyKey.Parse("mint"));
        Assert.Equal(OutcomeCode.Unavailable, outcome.Code);
        Assert.Equal(10, await cluster.BalanceAsync(user));
    }
}
