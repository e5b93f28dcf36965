using Wallet.Standalone.Tests.InProcess;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>The program is killed again and again while clients move money.</summary>
public sealed class CrashTests(StandaloneHosts hosts)
{
    private const int Kills = 6, Clients = 16, People = 6;

    [Fact]
    public async Task Killed_under_load_every_key_moves_money_exactly_once_and_nothing_acknowledged_is_lost()
    {
        var random = TestSeed.Random(out _);
        using var data = new TempFolder();
        HostProcess? server = null;
        using var client = new WalletClient(() => [server!.Address], hosts.Secrets);
        Town? town = null;
        var unknown = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            server = await Executable.ServeAsync(data.Path);
            await using (server)
            {
                town ??= await Town.SettleAsync(client, People);
                unknown += await town.LearnAsync();
                // Killed by the client that gets a certain answer, at once, while the others wait for theirs.
                await town.PayAsync(
                    random, Clients, TestContext.Current.CancellationToken, (1 + random.Next(400), server.KillAsync));
            }
        }

        server = await Executable.ServeAsync(data.Path);
        await using (server)
        {
            unknown += await town!.LearnAsync();
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{town.Attempts.Count} payments, {town.Attempts.Count(a => a.Paid)} paid, {unknown} outcomes " +
                $"unknown after {Kills} kills");
            Assert.NotEqual(0, unknown);
            await town.AgreesAsync();
            Assert.Equal(0, (await server.TerminateAsync()).ExitCode);
        }

        var audit = await Executable.RunAsync(data.Path, ["audit"], ("Wallet__DataDir", data.Path));
        Assert.True(audit.ExitCode == 0, audit.Output + audit.Errors);
    }
}
