using Wallet.Standalone.Tests.InProcess;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>The disk gets full under the ledger, and room is made again.</summary>
public sealed class DiskFullTests(StandaloneHosts hosts)
{
    [Fact]
    public async Task On_a_full_disk_payments_answer_503_nothing_is_lost_and_with_room_it_goes_on()
    {
        var random = TestSeed.Random(out _);
        using var disk = SmallDisk.Mount();
        await using (var server = await Executable.ServeAsync(Path.Combine(disk.Path, "data")))
        {
            using var client = server.Client(hosts.Secrets);
            var town = await Town.SettleAsync(client, 4);
            await PayAsync(town, random, 50);

            disk.Fill();
            var refusals = 0;
            for (var i = 0; refusals < 5; i++)
            {
                Assert.True(i < 5000, "The disk is full and every payment is still paid.");
                if ((await town.PayOnceAsync(random)).Status == 503)
                    refusals++;
            }

            // Reading needs no room, and readiness tells a balancer. What was found a moment ago is the answer for a
            // second, whoever asked.
            await town.BalancesAsync();
            await Waiting.UntilAsync(async () => (await client.GetAsync("/health/ready")).Status == 503);
            (await client.GetAsync("/health/live")).Expect(200);

            disk.Free();
            await town.LearnAsync();
            await Waiting.UntilAsync(async () => (await client.GetAsync("/health/ready")).Status == 200);
            await PayAsync(town, random, 50);
            await town.LearnAsync();
            await town.AgreesAsync();
            Assert.Equal(0, (await server.TerminateAsync()).ExitCode);
        }

        var audit = await Executable.RunAsync(
            Path.GetTempPath(), ["audit"], ("Wallet__DataDir", Path.Combine(disk.Path, "data")));
        Assert.True(audit.ExitCode == 0, audit.ToString());
    }

    [Fact]
    public async Task On_a_disk_that_is_full_from_the_start_it_says_so()
    {
        using var disk = SmallDisk.Mount();
        disk.Fill();
        var data = Path.Combine(disk.Path, "data");
        (await Executable.RunAsync(Path.GetTempPath(), [], ("Wallet__DataDir", data))).RefusedInOneLine(3, disk.Path);
        disk.Free();
        await using var server = await Executable.ServeAsync(data);
        Assert.Equal(0, (await server.TerminateAsync()).ExitCode);
    }

    private static async Task PayAsync(Town town, Random random, int times)
    {
        for (var i = 0; i < times; i++)
            Assert.NotEqual(503, (await town.PayOnceAsync(random)).Status);
    }
}
