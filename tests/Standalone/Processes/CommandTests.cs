using Wallet.Standalone.Tests.InProcess;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>The commands beside serving: they work while the data is served, and after.</summary>
public sealed class CommandTests(StandaloneHosts hosts)
{
    private static Task<Ended> RunAsync(string data, params string[] arguments) =>
        Executable.RunAsync(Path.GetTempPath(), arguments, ("Wallet__DataDir", data));

    [Fact]
    public async Task Audit_and_backup_work_while_money_moves_and_the_copy_can_be_served()
    {
        var random = TestSeed.Random(out _);
        using var folder = new TempFolder();
        using var copy = new TempFolder();
        await using var server = await Executable.ServeAsync(folder.Path);
        using var client = server.Client(hosts.Secrets);
        var town = await Town.SettleAsync(client, 6);

        using var stop = new CancellationTokenSource();
        var load = town.PayAsync(random, 8, stop.Token);
        var before = await RunAsync(folder.Path, "audit");
        var backup = await RunAsync(folder.Path, "backup", copy.File("ledger.db"));
        Assert.False(load.IsCompleted, "The load ended before the backup did.");
        await stop.CancelAsync();
        await load;
        Assert.True(before.ExitCode == 0, before.ToString());
        Assert.True(backup.ExitCode == 0, backup.ToString());

        await town.LearnAsync();
        await town.AgreesAsync();
        Assert.Equal(0, (await server.TerminateAsync()).ExitCode);
        var after = await RunAsync(folder.Path, "audit");
        Assert.True(after.ExitCode == 0, after.ToString());

        File.Copy(folder.File("keys.json"), copy.File("keys.json"));
        var audited = await RunAsync(copy.Path, "audit");
        Assert.True(audited.ExitCode == 0, audited.ToString());
        await using var restored = await Executable.ServeAsync(copy.Path);
        using var there = restored.Client(hosts.Secrets);
        // Those who had registered are there, and what each has been told since is either in the copy or can be asked
        // for again.
        var person = town.Attempts.First().Sender;
        (await there.PostAsync("/auth/login", Body.Login(person.Email, person.Password))).Expect(200);
        Assert.InRange((await there.GetAsync("/wallet", person.Token)).Expect(200).Number("balance"), 0, 60_000);
    }

    [Fact]
    public async Task Audit_prints_what_it_counted()
    {
        using var folder = new TempFolder();
        await using var server = await Executable.ServeAsync(folder.Path);
        using var client = server.Client(hosts.Secrets);
        var (user, other) = (await TestUser.RegisterAsync(client, 100), await TestUser.RegisterAsync(client));
        (await user.PayAsync(other, 30, "k")).Expect(201);
        var first = await RunAsync(folder.Path, "audit");
        Assert.Equal(0, first.ExitCode);
        // Four wallets with those of the house, a deposit and a transfer, two entries each.
        Assert.Matches(@"(?i)\b4 wallets|wallets\D*\b4\b", first.Output);
        Assert.Matches(@"(?i)\b2 transfers|transfers\D*\b2\b", first.Output);
        Assert.Matches(@"(?i)\b4 entries|entries\D*\b4\b", first.Output);
        var again = await RunAsync(folder.Path, "audit");
        Assert.Equal(first.Output, again.Output);
        (await user.PayAsync(other, 1, "k2")).Expect(201);
        Assert.NotEqual(first.Output, (await RunAsync(folder.Path, "audit")).Output);
    }

    [Fact]
    public async Task The_audit_misses_what_was_there_before()
    {
        using var folder = new TempFolder();
        using var older = new TempFolder();
        await using var server = await Executable.ServeAsync(folder.Path);
        using var client = server.Client(hosts.Secrets);
        var (user, other) = (await TestUser.RegisterAsync(client, 100), await TestUser.RegisterAsync(client));
        Assert.Equal(0, (await RunAsync(folder.Path, "backup", older.File("ledger.db"))).ExitCode);
        (await user.PayAsync(other, 30, "k1")).Expect(201);
        var saved = await RunAsync(folder.Path, "audit", "--save", folder.File("heads"));
        Assert.True(saved.ExitCode == 0, saved.ToString());
        (await user.PayAsync(other, 30, "k2")).Expect(201);
        var grown = await RunAsync(folder.Path, "audit", "--since", folder.File("heads"));
        Assert.True(grown.ExitCode == 0, grown.ToString());

        // The older copy is without fault in itself, but it has forgotten a payment that was acknowledged.
        Assert.Equal(0, (await RunAsync(older.Path, "audit")).ExitCode);
        var forgotten = await RunAsync(older.Path, "audit", "--since", folder.File("heads"));
        Assert.True(forgotten.ExitCode == 1, forgotten.ToString());
    }

    [Fact]
    public async Task Backup_overwrites_nothing()
    {
        using var folder = new TempFolder();
        await using var server = await Executable.ServeAsync(folder.File("data"));
        await File.WriteAllTextAsync(folder.File("precious"), "x", TestContext.Current.CancellationToken);
        (await RunAsync(folder.File("data"), "backup", folder.File("precious"))).RefusedInOneLine(3, "precious");
        Assert.Equal("x", await File.ReadAllTextAsync(folder.File("precious"), TestContext.Current.CancellationToken));
        (await RunAsync(folder.File("data"), "backup", folder.File("no/such/folder")))
            .RefusedInOneLine(3, "no/such/folder");
        Assert.Equal(2, (await RunAsync(folder.File("data"), "backup")).ExitCode);
    }

    [Theory]
    [InlineData("audit")]
    [InlineData("backup copy.db")]
    [InlineData("freeze somebody@wallet --reason why")]
    public async Task Without_a_ledger_a_command_says_so_and_makes_none(string command)
    {
        using var folder = new TempFolder();
        (await RunAsync(folder.File("data"), command.Split(' '))).RefusedInOneLine(3, folder.File("data"));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Freeze_and_thaw_reach_a_ledger_that_is_not_served()
    {
        using var folder = new TempFolder();
        TestUser user, other;
        await using (var server = await Executable.ServeAsync(folder.Path))
        {
            using var client = server.Client(hosts.Secrets);
            (user, other) = (await TestUser.RegisterAsync(client, 100), await TestUser.RegisterAsync(client));
            await server.TerminateAsync();
        }

        foreach (var (command, status) in ((string, int)[])[("freeze", 422), ("thaw", 201)])
        {
            var ended = await RunAsync(folder.Path, command, user.WalletId, "--reason", "as asked");
            Assert.True(ended.ExitCode == 0, ended.ToString());
            await using var server = await Executable.ServeAsync(folder.Path);
            using var client = server.Client(hosts.Secrets);
            var reply = await client.PostAsync(
                "/wallet/transfer", Body.Transfer(other.WalletId, 1, user.Pin, command), user.Token);
            reply.Expect(status);
            await server.TerminateAsync();
        }

        foreach (var (wallet, said) in ((string, string)[])
            [("nobody-at-all@wallet", "There is no wallet"), ("issuer@wallet", "can't be frozen")])
            (await RunAsync(folder.Path, "freeze", wallet, "--reason", "why")).RefusedInOneLine(1, said);
        (await RunAsync(folder.Path, "audit")).Succeeded();
    }

    [Fact]
    public async Task A_wallet_that_is_frozen_for_debits_receives()
    {
        using var folder = new TempFolder();
        TestUser user, other;
        await using (var server = await Executable.ServeAsync(folder.Path))
        {
            using var client = server.Client(hosts.Secrets);
            (user, other) = (await TestUser.RegisterAsync(client, 100), await TestUser.RegisterAsync(client, 100));
            await server.TerminateAsync();
        }

        var frozen = await RunAsync(
            folder.Path, "freeze", user.WalletId, "--side", "debit", "--until", "2099-12-31T18:00Z", "--reason", "why");
        frozen.Succeeded();
        Assert.Equal(
            $"{user.WalletId} is frozen: debit until 2099-12-31T18:00:00.000000Z.", frozen.Output.TrimEnd());
        await using (var server = await Executable.ServeAsync(folder.Path))
        {
            using var client = server.Client(hosts.Secrets);
            foreach (var (from, to, status) in ((TestUser, TestUser, int)[])[(user, other, 422), (other, user, 201)])
                (await client.PostAsync("/wallet/transfer", Body.Transfer(to.WalletId, 1, from.Pin, "k"), from.Token))
                    .Expect(status);
            await server.TerminateAsync();
        }
    }

    [Theory]
    [InlineData("freeze rubbish --reason why", "rubbish")]
    [InlineData("freeze somebody@wallet", "--reason")]
    [InlineData("thaw somebody@wallet", "--reason")]
    [InlineData("freeze somebody@wallet --reason why --side left", "left")]
    [InlineData("freeze somebody@wallet --reason why --until soon", "soon")]
    [InlineData("freeze somebody@wallet --reason why --until 2020-01-01T00:00Z", "2020-01-01T00:00:00.000000Z is over")]
    public async Task A_freeze_that_is_not_understood_is_refused(string line, string said)
    {
        using var folder = new TempFolder();
        (await RunAsync(folder.Path, line.Split(' '))).RefusedInOneLine(2, said);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
