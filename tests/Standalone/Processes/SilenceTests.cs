using Wallet.Standalone.Tests.InProcess;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>What the program prints at default settings while all goes well: where it listens, in two lines.</summary>
public sealed class SilenceTests(StandaloneHosts hosts)
{
    [Fact]
    public async Task A_thousand_transfers_that_go_well_print_nothing()
    {
        using var folder = new TempFolder();
        await using var server = await Executable.ServeAsync(
            folder.File("data"), ("DOTNET_ENVIRONMENT", "Production"), ("Wallet__Bcrypt__WorkFactor", "10"));
        using var client = server.Client(hosts.Secrets);
        var (user, other) = (await TestUser.RegisterAsync(client, 1000), await TestUser.RegisterAsync(client, 1000));
        for (var i = 0; i < 500; i++)
        {
            (await user.PayAsync(other, 1, $"k{i}")).Expect(201);
            (await other.PayAsync(user, 1, $"k{i}")).Expect(201);
        }

        var ended = await server.TerminateAsync();
        Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
        Assert.Equal(
            [server.FirstLine,
                $"Try it at {server.Address.GetLeftPart(UriPartial.Authority)}/swagger. Ctrl+C stops it."],
            ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
