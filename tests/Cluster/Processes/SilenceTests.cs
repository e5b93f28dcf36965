using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.Hosting;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Processes;

/// <summary>What goes well is not worth a line: a log that grows with the traffic fills disks and hides what
/// matters.</summary>
public sealed class SilenceTests(TestServers servers)
{
    private const int Senders = 20, Transfers = 1000;

    [Fact]
    public async Task Transfers_that_go_well_print_nothing_in_silo_and_gateway()
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers, tls: true);
        await using var silo = await ProcessTests.StartSiloAsync(ground);
        await using var gateway = await ProcessTests.StartGatewayAsync(ground);
        using var client = gateway.Client(new UsedSecrets());
        // New people have grains that nobody has called yet, and so has every transfer.
        var people = new List<TestUser>();
        for (var i = 0; i < Senders; i++)
            people.Add(await TestUser.RegisterAsync(client, Transfers));

        await Parallel.ForAsync(0, Transfers, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
            (await people[i % Senders].PayAsync(people[(i + 1 + i / Senders % (Senders - 1)) % Senders], 1, $"k{i}"))
                .Expect(201));

        Assert.Equal(new Ended(0, gateway.Started, ""), await gateway.TerminateAsync());
        Assert.Equal(new Ended(0, silo.Started, ""), await silo.TerminateAsync());
    }

    [Theory]
    [InlineData("Polly")]
    [InlineData("Orleans")]
    [InlineData("Microsoft")]
    public async Task What_is_quiet_by_default_can_be_heard_by_configuration(string category)
    {
        Assert.False(await IsHeardAsync());
        Assert.True(await IsHeardAsync($"--Logging:LogLevel:{category}=Information"));

        async Task<bool> IsHeardAsync(params string[] arguments)
        {
            await using var app = WalletHostBuilder.CreateBuilder(arguments, "http://127.0.0.1:0").Build();
            return app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category + ".Something")
                .IsEnabled(LogLevel.Information);
        }
    }
}
