using Wallet.Standalone.Tests.InProcess;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>The whole way back, with the program as it is run.</summary>
public sealed class RestoreTests(StandaloneHosts hosts)
{
    private static Task<Ended> RunAsync(string data, params string[] arguments) =>
        Executable.RunAsync(Path.GetTempPath(), arguments, ("Wallet__DataDir", data));

    [Fact]
    public async Task After_kill_9_a_restored_backup_is_what_is_served_and_says_what_it_forgot()
    {
        using var folder = new TempFolder();
        var (data, backup) = (folder.File("data"), folder.File("backup.db"));
        TestUser user, other;
        string before;
        await using (var server = await Executable.ServeAsync(data))
        {
            using var client = server.Client(hosts.Secrets);
            (user, other) = (await TestUser.RegisterAsync(client, 100), await TestUser.RegisterAsync(client));
            before = (await user.PayAsync(other, 10, "before")).Expect(201).Text;
            Assert.Equal(0, (await RunAsync(data, "backup", backup)).ExitCode);
            (await user.PayAsync(other, 25, "after")).Expect(201);
            (await RunAsync(data, "restore", backup)).RefusedInOneLine(3, "Another process");
            await server.KillAsync();
        }

        var audited = await RunAsync(data, "restore", backup);
        Assert.True(audited.ExitCode == 0, audited.ToString());
        Assert.Matches(@"violations\s+0", audited.Output);
        Assert.Contains("can pay again", audited.Output, StringComparison.Ordinal);
        Assert.Contains("before-restore", audited.Output, StringComparison.Ordinal);
        Assert.Equal("", audited.Errors);

        await using (var server = await Executable.ServeAsync(data))
        {
            using var client = server.Client(hosts.Secrets);
            Task<Reply> PayAsync(string key, long amount) =>
                client.PostAsync("/wallet/transfer", Body.Transfer(other.WalletId, amount, user.Pin, key), user.Token);
            Assert.Equal(90, (await client.GetAsync("/wallet", user.Token)).Expect(200).Number("balance"));
            var replayed = await PayAsync("before", 10);
            Assert.True(replayed.Replayed);
            Assert.Equal(before, replayed.Text);
            Assert.False((await PayAsync("after", 25)).Expect(201).Replayed);
            Assert.Equal(65, (await client.GetAsync("/wallet", user.Token)).Expect(200).Number("balance"));
            Assert.Equal(0, (await server.TerminateAsync()).ExitCode);
        }

        Assert.Equal(0, (await RunAsync(data, "audit")).ExitCode);
    }

    [Fact]
    public async Task On_a_new_machine_it_says_what_else_is_needed_and_a_missing_or_bad_backup_makes_nothing()
    {
        using var folder = new TempFolder();
        var (data, backup, elsewhere) = (folder.File("data"), folder.File("backup.db"), folder.File("elsewhere"));
        await using (var server = await Executable.ServeAsync(data))
        {
            Assert.Equal(0, (await RunAsync(data, "backup", backup)).ExitCode);
            await server.TerminateAsync();
        }

        (await RunAsync(elsewhere, "restore", folder.File("nothing"))).RefusedInOneLine(3, "There is no backup");
        Assert.False(Directory.Exists(elsewhere));
        (await RunAsync(elsewhere, "restore")).RefusedInOneLine(2, "restore");

        var restored = await RunAsync(elsewhere, "restore", backup);
        Assert.True(restored.ExitCode == 0, restored.ToString());
        Assert.Contains("keys.json is missing", restored.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await RunAsync(elsewhere)).ExitCode);
        File.Copy(Path.Combine(data, "keys.json"), Path.Combine(elsewhere, "keys.json"));
        await using var there = await Executable.ServeAsync(elsewhere);
        Assert.Equal(0, (await there.TerminateAsync()).ExitCode);
    }
}
