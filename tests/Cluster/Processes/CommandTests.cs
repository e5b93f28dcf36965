using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Processes;

/// <summary>The operator's commands are those of the standalone host, on a ledger that silos share and while they serve
/// it.</summary>
public sealed class CommandTests(TestServers servers)
{
    [Fact]
    public async Task Wallets_freeze_and_thaw_and_heads_are_saved_and_compared_while_money_moves()
    {
        TestServers.Require();
        using var files = new TempFolder();
        using var ground = await ClusterGround.CreateAsync(servers);
        await using var silo = await ProcessTests.StartSiloAsync(ground);
        await using var gateway = await ClusterProcess.StartAsync("Wallet.Gateway", ground.Environment);
        using var client = gateway.Client(new UsedSecrets());
        var (user, other) = (await TestUser.RegisterAsync(client, 100), await TestUser.RegisterAsync(client));
        Task<Ended> RunAsync(params string[] command) =>
            ClusterProcess.RunAsync("Wallet.Silo", LedgerAlone(ground), command);

        (await RunAsync("freeze", user.WalletId, "--reason", "as asked")).Succeeded();
        (await user.PayAsync(other, 1, "frozen")).Refused(422, "wallet_frozen");
        (await RunAsync("thaw", user.WalletId, "--reason", "as asked")).Succeeded();
        var paid = (await user.PayAsync(other, 1, "thawed")).Expect(201)["transferId"];
        (await RunAsync("reverse", paid, "--reason", "paid twice", "--key", "case-1")).Succeeded();
        Assert.Equal((100, 0), (await user.BalanceAsync(), await other.BalanceAsync()));
        (await RunAsync("reverse", paid, "--reason", "once more", "--key", "case-2")).RefusedInOneLine(1, "0 is left");
        (await RunAsync("freeze", "nobody@wallet", "--reason", "why")).RefusedInOneLine(1, "nobody@wallet");
        (await RunAsync("freeze", "rubbish", "--reason", "why")).RefusedInOneLine(2, "rubbish");

        (await RunAsync("audit", "--save", files.File("heads"))).Succeeded();
        (await RunAsync("audit", "--save", files.File("heads"))).RefusedInOneLine(3, files.File("heads"));
        (await RunAsync("backup", files.File("copy"))).Succeeded();
        (await RunAsync("backup", files.File("copy"))).RefusedInOneLine(3, files.File("copy"));
        (await RunAsync("restore", files.File("copy"))).RefusedInOneLine(3, ground.LedgerPath);
        (await user.PayAsync(other, 1, "later")).Expect(201);
        (await RunAsync("audit", "--since", files.File("heads"))).Succeeded();
        (await RunAsync("audit", "--save", files.File("later"))).Succeeded();

        // The backup is without fault in itself, but it has not got what was paid after it.
        Assert.Equal(0, (await gateway.TerminateAsync()).ExitCode);
        Assert.Equal(0, (await silo.TerminateAsync()).ExitCode);
        (await RunAsync("restore", files.File("copy"))).Succeeded();
        (await RunAsync("audit", "--since", files.File("heads"))).Succeeded();
        Assert.Equal(1, (await RunAsync("audit", "--since", files.File("later"))).ExitCode);
    }

    [Theory]
    [InlineData("Wallet.Silo", "adit", "adit")]
    [InlineData("Wallet.Silo", "backup", "FILE")]
    [InlineData("Wallet.Silo", "audit --sicne x", "--sicne")]
    [InlineData("Wallet.Silo", "--Walet:Sandbox=true", "--Walet:Sandbox=true")]
    [InlineData("Wallet.Silo", "audit --urls", "--urls")]
    [InlineData("Wallet.Gateway", "audit", "audit")]
    [InlineData("Wallet.Gateway", "@file", "@file")]
    public async Task A_command_line_that_is_not_understood_is_refused(string program, string line, string said) =>
        (await ClusterProcess.RunAsync(program, [], line.Split(' '))).RefusedInOneLine(2, said);

    [Theory]
    [InlineData(
        "Wallet.Silo",
        "serve audit backup restore freeze thaw reverse ledger schema init renew --save Wallet:Cluster:SiloPort")]
    [InlineData("Wallet.Gateway", "serve Wallet:SigningKeys:0:Id")]
    public async Task Help_names_commands_and_settings_and_the_version_is_told(string program, string names)
    {
        var help = await ClusterProcess.RunAsync(program, [], "--help");
        help.Succeeded();
        var audit = program == "Wallet.Silo" ? await ClusterProcess.RunAsync(program, [], "audit", "--help") : help;
        Assert.All(names.Split(' '), name =>
            Assert.Contains(name, help.Output + audit.Output, StringComparison.Ordinal));
        Assert.Equal(program == "Wallet.Silo", help.Output.Contains("\n  backup ", StringComparison.Ordinal));
        Assert.Matches(@"^\d+\.\d+\.\d+", (await ClusterProcess.RunAsync(program, [], "--version")).Output);
    }

    // No other setting is needed, and no other store.
    private static IEnumerable<KeyValuePair<string, string>> LedgerAlone(ClusterGround ground) =>
        ground.Environment.Where(static setting => setting.Key == "ConnectionStrings__Ledger");
}
