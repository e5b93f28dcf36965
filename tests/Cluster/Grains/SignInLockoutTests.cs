using Npgsql;
using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.Core;
using Wallet.Grains.Abstractions;
using Wallet.Silo;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>The lockout of signing in: what it stores, and that it lets go of it.</summary>
public sealed class SignInLockoutTests(TestServers servers)
{
    [Fact]
    public async Task Counts_are_stored_until_a_success_and_rows_that_a_killed_silo_left_behind_are_removed()
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers);
        await using var cluster = await GrainCluster.StartAsync(ground, silos: 2);
        var lockouts = ground.Settings["ConnectionStrings:Lockouts"];
        Assert.True(EmailAddress.TryParse("nobody@example.com", out var email));
        var lockout = cluster.Service<IGrainFactory>(cluster.Silos[0])
            .GetGrain<ISignInLockoutGrain>(GrainKeys.SignInLockout(email));

        for (var i = 0; i < 10; i++)
            Assert.Equal(SignInVerdict.Counted, (await lockout.BeginAsync(email, "192.0.2.1")).Verdict);
        Assert.Equal(new SignInPermit(SignInVerdict.Locked, TimeSpan.FromMinutes(15)),
            await lockout.BeginAsync(email, "192.0.2.1"));
        Assert.Equal(SignInVerdict.Counted, (await lockout.BeginAsync(email, "192.0.2.2")).Verdict);
        Assert.Equal(1, await Lockouts.CountStatesAsync(lockouts));

        Assert.True(await lockout.SucceedAsync(email, "192.0.2.2"));
        // The other address stays locked: its ten failures are not the owner's.
        Assert.Equal(SignInVerdict.Locked, (await lockout.BeginAsync(email, "192.0.2.1")).Verdict);
        Assert.Equal(1, await Lockouts.CountStatesAsync(lockouts));

        await new LockoutsDatabase(lockouts).RemoveForgottenAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, await Lockouts.CountStatesAsync(lockouts));
        await using (var source = NpgsqlDataSource.Create(lockouts))
        {
            await using var command =
                source.CreateCommand("UPDATE OrleansStorage SET ModifiedOn = ModifiedOn - interval '2 days'");
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await new LockoutsDatabase(lockouts).RemoveForgottenAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await Lockouts.CountStatesAsync(lockouts));
    }
}
