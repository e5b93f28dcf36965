using Wallet.Standalone.Tests.InProcess;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>An operator gives transfers back from the command line.</summary>
public sealed class ReverseCommandTests(StandaloneHosts hosts)
{
    [Fact]
    public async Task A_transfer_is_given_back_once_for_each_key_and_never_more_than_all_of_it()
    {
        using var folder = new TempFolder();
        TestUser user, other;
        string paid, deposited;
        await using (var server = await Executable.ServeAsync(folder.Path))
        {
            using var client = server.Client(hosts.Secrets);
            (user, other) = (await TestUser.RegisterAsync(client), await TestUser.RegisterAsync(client, 50));
            deposited = (await user.DepositAsync(100, "d1")).Expect(201)["transferId"];
            paid = (await user.PayAsync(other, 30, "k1")).Expect(201)["transferId"];
            await server.TerminateAsync();
        }

        var part = await ReverseAsync(folder, paid, "--amount", "10", "--reason", "broken cup", "--key", "c1");
        part.Succeeded();
        Assert.Contains(
            $" gives 10 of {paid} back, from {other.WalletId} to {user.WalletId}.", part.Output,
            StringComparison.Ordinal);
        var again = await ReverseAsync(folder, paid, "--amount", "10", "--reason", "broken cup", "--key", "c1");
        again.Succeeded();
        Assert.Equal(part.Output.Replace(" gives ", " has given ", StringComparison.Ordinal), again.Output);

        (await ReverseAsync(folder, paid, "--amount", "21", "--reason", "more", "--key", "c2"))
            .RefusedInOneLine(1, $"20 is left of {paid}.");
        (await ReverseAsync(folder, paid, "--reason", "other", "--key", "c1")).RefusedInOneLine(1, "another reversal");
        (await ReverseAsync(folder, deposited, "--reason", "play", "--key", "c3")).RefusedInOneLine(1, "is a deposit");
        (await ReverseAsync(folder, part.Output[..32], "--reason", "to and fro", "--key", "c4"))
            .RefusedInOneLine(1, "is a reversal");
        (await ReverseAsync(folder, new string('0', 32), "--reason", "none", "--key", "c5"))
            .RefusedInOneLine(1, "There is no transfer");
        (await ReverseAsync(folder, paid, "--reason", "the rest", "--key", "c6")).Succeeded();

        await using (var server = await Executable.ServeAsync(folder.Path))
        {
            using var client = server.Client(hosts.Secrets);
            Assert.Equal(100, (await client.GetAsync("/wallet", user.Token)).Expect(200).Number("balance"));
            Assert.Equal(50, (await client.GetAsync("/wallet", other.Token)).Expect(200).Number("balance"));
            Assert.Contains("broken cup", (await client.GetAsync("/transactions", other.Token)).Expect(200).Text,
                StringComparison.Ordinal);
            await server.TerminateAsync();
        }

        (await Executable.RunAsync(folder.Path, ["audit"], ("Wallet__DataDir", folder.Path))).Succeeded();
    }

    [Theory]
    [InlineData("rubbish --reason why --key k", "rubbish")]
    [InlineData("00000000000000000000000000000000 --reason why", "--key")]
    [InlineData("00000000000000000000000000000000 --key k", "--reason")]
    [InlineData("00000000000000000000000000000000 --reason why --key k --amount 0", "minor units")]
    [InlineData("00000000000000000000000000000000 --reason why --key k --amount much", "much")]
    [InlineData("00000000000000000000000000000000 --reason why --key \u00e9", "key")]
    [InlineData("--reason why --key k", "TRANSFER")]
    public async Task A_command_that_is_not_understood_is_refused_and_makes_nothing(string line, string said)
    {
        using var folder = new TempFolder();
        (await ReverseAsync(folder, line.Split(' '))).RefusedInOneLine(2, said);
        (await ReverseAsync(folder, new string('0', 32), "--reason", new string('x', 141), "--key", "k"))
            .RefusedInOneLine(2, "140");
        (await ReverseAsync(folder, new string('0', 32), "--reason", " ", "--key", "k")).RefusedInOneLine(2, "reason");
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    private static Task<Ended> ReverseAsync(TempFolder data, params string[] arguments) => Executable.RunAsync(
        Path.GetTempPath(), ["reverse", .. arguments], ("Wallet__DataDir", data.Path));
}
