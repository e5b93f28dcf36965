using Wallet.Standalone.Tests.InProcess;
using Wallet.Standalone.Tests.Load;
using Wallet.Suites;
using Wallet.Suites.Http;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>The program is asked to stop.</summary>
public sealed class ShutdownTests(StandaloneHosts hosts)
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Asked_to_stop_it_ends_with_zero(string signal)
    {
        using var data = new TempFolder();
        await using var server = await Server.StartAsync(data.Path);
        Assert.SkipWhen(signal == "INT" && server.IgnoresInterrupts(), "The tests run in the background of a shell, where SIGINT is ignored.");
        using var client = server.Client(hosts.Secrets);
        await TestUser.RegisterAsync(client);
        await server.SignalAsync(signal);
        var ended = await server.EndAsync();
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Errors);
        Assert.Equal("", ended.Errors);
    }

    [Fact]
    public async Task Under_load_it_answers_all_that_it_accepted_and_ends_with_zero()
    {
        var random = TestSeed.Random(out _);
        using var data = new TempFolder();
        Server? server = await Server.StartAsync(data.Path);
        using var client = new WalletClient(() => [server!.Address], hosts.Secrets);
        Town town;
        await using (server)
        {
            town = await Town.SettleAsync(client, 6);
            await town.PayAsync(random, 16, TestContext.Current.CancellationToken, (300, () => server.SignalAsync("TERM")));
            var ended = await server.EndAsync();
            Assert.True(ended.ExitCode == 0, ended.Output + ended.Errors);
            Assert.Equal("", ended.Errors);
        }

        // A request that came too late to be accepted has no answer; then it must not have done anything either.
        var unanswered = town.Attempts.Where(a => a.Outcome is null).ToArray();
        server = await Server.StartAsync(data.Path);
        await using (server)
        {
            foreach (var attempt in unanswered)
                (await attempt.Sender.ByKeyAsync(attempt.Key)).Refused(404, "not_found");
            await town.LearnAsync();
            await town.AgreesAsync();
        }
    }
}
