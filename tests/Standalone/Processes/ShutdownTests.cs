using System.Diagnostics;
using Wallet.Standalone.Tests.InProcess;
using Wallet.TestKit;
using Wallet.TestKit.Http;

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
        await using var server = await Executable.ServeAsync(data.Path);
        Assert.SkipWhen(signal == "INT"
            && server.IgnoresInterrupts(), "The tests run in the background of a shell, where SIGINT is ignored.");
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
        HostProcess? server = await Executable.ServeAsync(data.Path);
        using var client = new WalletClient(() => [server!.Address], hosts.Secrets);
        Town town;
        await using (server)
        {
            town = await Town.SettleAsync(client, 6);
            await town.PayAsync(
                random, 16, TestContext.Current.CancellationToken, (300, () => server.SignalAsync("TERM")));
            var ended = await server.EndAsync();
            Assert.True(ended.ExitCode == 0, ended.Output + ended.Errors);
            Assert.Equal("", ended.Errors);
        }

        await AgreeAsync(town, async () => server = await Executable.ServeAsync(data.Path));
    }

    [Fact]
    public async Task A_client_that_holds_a_request_half_sent_costs_nobody_an_answer()
    {
        var random = TestSeed.Random(out _);
        using var data = new TempFolder();
        var server = await Executable.ServeAsync(data.Path, ("Logging__LogLevel__Orleans.Runtime.Silo", "Warning"));
        using var client = new WalletClient(() => [server.Address], hosts.Secrets);
        Town town;
        await using (server)
        {
            town = await Town.SettleAsync(client, 6);
            var slow = await TestUser.RegisterAsync(client);
            await using var half = await RawConnection.OpenAsync(server.Address);
            await half.SendAsync(
                $"POST /wallet/transfer HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {slow.Token}\r\nContent-Length: " +
                $"500\r\n\r\n{{");
            var since = Stopwatch.GetTimestamp();
            await town.PayAsync(
                random, 16, TestContext.Current.CancellationToken, (300, () => server.SignalAsync("TERM")));
            var ended = await server.EndAsync();
            Assert.True(ended.ExitCode == 0, ended.Output + ended.Errors);
            Assert.Equal("", ended.Errors);
            // What the silo says that was cut off, because the client had used up the time.
            Assert.DoesNotContain("failed to deactivate", ended.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("non-graceful", ended.Output, StringComparison.Ordinal);
            Assert.True(
                Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(30), "A supervisor would have killed it.");
        }

        await AgreeAsync(town, async () => server = await Executable.ServeAsync(data.Path));
    }

    private static async Task AgreeAsync(Town town, Func<Task<HostProcess>> startAgainAsync)
    {
        // A request that came too late to be accepted has no answer; then it must not have done anything either.
        var unanswered = town.Attempts.Where(a => a.Outcome is null).ToArray();
        await using var server = await startAgainAsync();
        foreach (var attempt in unanswered)
            (await attempt.Sender.ByKeyAsync(attempt.Key)).Refused(404, "not_found");
        await town.LearnAsync();
        await town.AgreesAsync();
    }
}
