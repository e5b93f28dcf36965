using System.Text.RegularExpressions;
using Wallet.Cluster.Tests.Chaos;
using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Processes;

/// <summary>The runbook's rotations, by its commands, on two silos and two gateways as processes: none is restarted,
/// and no payment is refused meanwhile.</summary>
public sealed partial class RotationTests(TestServers servers)
{
    [Fact]
    public async Task A_signing_key_is_replaced_without_a_stop()
    {
        await using var site = await SiteAsync();
        await using var payers = await SteadyPayers.StartAsync(site.Client);
        var (leaver, other) =
            (await TestUser.RegisterAsync(site.Gateways[0]), await TestUser.RegisterAsync(site.Gateways[1]));
        Assert.Equal(("key-1", "key-1"), (TokenKeyId.Of(leaver.Token), TokenKeyId.Of(other.Token)));

        // Known everywhere before anybody uses it, so that no gateway meets a token whose key it has not read yet.
        var added = await site.RotateAsync("add", "signing-key");
        await site.RotateAsync("use", added);
        foreach (var gateway in site.Gateways)
        {
            var user = await TestUser.RegisterAsync(gateway);
            Assert.Equal(added, TokenKeyId.Of(user.Token));
            await EverywhereAsync(site, user.Token, 200);
        }

        await EverywhereAsync(site, leaver.Token, 200);
        await EverywhereAsync(site, other.Token, 200);
        await payers.GoOnAsync();

        // An hour later everybody has a token of the new key.
        await payers.SignInAsync();
        await payers.GoOnAsync();
        await site.RotateAsync("remove", "key-1");
        await EverywhereAsync(site, leaver.Token, 401);
        await EverywhereAsync(site, other.Token, 401);
        await payers.GoOnAsync();
        await payers.EndAsync();
    }

    [Fact]
    public async Task A_pepper_is_replaced_without_a_stop_and_goes_when_nothing_is_under_it()
    {
        await using var site = await SiteAsync();
        await using var payers = await SteadyPayers.StartAsync(site.Client, count: 3);
        var absent = await TestUser.RegisterAsync(site.Client, 10);

        var added = await site.RotateAsync("add", "pepper");
        await site.RotateAsync("use", added);
        // Who registers now is hashed under it by a gateway, and a silo compares the PIN.
        var newcomer = await TestUser.RegisterAsync(site.Client, 10);
        (await newcomer.PayAsync(absent, 1, "new")).Expect(201);
        await Waiting.UntilAsync(async () => (await site.ListAsync()).Contains(
            $"{added}         current   1 passwords, 4 PINs", StringComparison.Ordinal));
        await payers.SignInAsync();
        Assert.Contains("pepper-1         valid     1 passwords, 1 PINs", await site.ListAsync(),
            StringComparison.Ordinal);

        // Who has been away for so long still pays, and until then the pepper stays.
        (await site.RunAsync("keyring", "remove", "pepper-1")).RefusedInOneLine(1, "pepper-1 stays");
        (await absent.PayAsync(newcomer, 1, "back")).Expect(201);
        await absent.SignInAsync();
        await site.RotateAsync("remove", "pepper-1");
        await payers.GoOnAsync();
        (await absent.PayAsync(newcomer, 1, "again")).Expect(201);
        await absent.SignInAsync();
        await payers.EndAsync();
        Assert.DoesNotContain("pepper-1", await site.ListAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operators_key_is_replaced_without_a_stop()
    {
        await using var site = await SiteAsync();
        await using var payers = await SteadyPayers.StartAsync(site.Client, count: 2);
        var (first, firstId) = await AddAsync(site, "Ada, until now");
        var (second, _) = await AddAsync(site, "Ada, from now on");
        foreach (var operators in site.Operators)
        {
            (await operators.GetAsync("/operator/log", first)).Expect(200);
            (await operators.GetAsync("/operator/log", second)).Expect(200);
        }

        (await site.RunAsync("operator", "revoke", firstId)).Succeeded();
        foreach (var operators in site.Operators)
        {
            (await operators.GetAsync("/operator/log", first)).Refused(401, "unauthenticated");
            (await operators.GetAsync("/operator/log", second)).Expect(200);
        }

        await payers.GoOnAsync();
        await payers.EndAsync();
    }

    [Fact]
    public async Task A_cluster_whose_keys_are_settings_goes_over_to_a_file_one_process_at_a_time()
    {
        TestServers.Require();
        var ground = await ClusterGround.CreateAsync(servers);
        await using var site = await RotatingSite.StartAsync(ground, withFile: false);
        IReadOnlyList<Uri> addresses = site.GatewayAddresses;
        await using (var rush = await Rush.StartAsync(() => addresses))
        {
            await site.MakeFileAsync();
            for (var i = 0; i < 2; i++)
            {
                await site.ReplaceSiloAsync(i);
                await rush.GetsOnAsync();
            }

            for (var i = 0; i < 2; i++)
            {
                // A balancer sends nothing more to a gateway that leaves.
                addresses = [site.GatewayAddresses[1 - i]];
                await site.ReplaceGatewayAsync(i);
                await rush.GetsOnAsync();
            }

            addresses = site.GatewayAddresses;
            await rush.GetsOnAsync();
            await site.RotateAsync("use", await site.RotateAsync("add", "pepper"));
            await rush.GetsOnAsync();
            await rush.SettleAsync();
        }
    }

    private async Task<RotatingSite> SiteAsync()
    {
        TestServers.Require();
        return await RotatingSite.StartAsync(await ClusterGround.CreateAsync(
            servers, new Dictionary<string, string>(ClusterGround.Cheap) { ["Wallet:Pin:RememberFor"] = "0" }),
            withFile: true);
    }

    private static async Task EverywhereAsync(RotatingSite site, string token, int status)
    {
        foreach (var gateway in site.Gateways)
            Assert.Equal(status, (await gateway.GetAsync("/wallet", token)).Status);
    }

    private static async Task<(string Key, string Id)> AddAsync(RotatingSite site, string name)
    {
        var added = await site.RunAsync("operator", "add", "--name", name, "--scopes", "read");
        added.Succeeded();
        var key = Key().Match(added.Output).Groups[1].Value;
        site.Secrets.AddToken(key);
        return (key, Id().Match(added.Output).Groups[1].Value);
    }

    [GeneratedRegex("(?m)^key +(wok_.+)$")]
    private static partial Regex Key();

    [GeneratedRegex("(?m)^id +(.+)$")]
    private static partial Regex Id();
}
