using Wallet.Standalone.Tests.InProcess;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>What the standalone program has for a move.</summary>
public sealed class CopyCommandTests(StandaloneHosts hosts)
{
    private static Task<Ended> RunAsync(string data, params string[] arguments) =>
        Executable.RunAsync(Path.GetTempPath(), arguments, ("Wallet__DataDir", data));

    [Fact]
    public async Task A_copy_of_its_own_ledger_is_served_in_another_folder()
    {
        using var folder = new TempFolder();
        using var other = new TempFolder();
        TestUser user;
        await using (var server = await Executable.ServeAsync(folder.Path))
        {
            using var client = server.Client(hosts.Secrets);
            user = await TestUser.RegisterAsync(client, 100);
            (await RunAsync(folder.Path, "ledger", "copy", "--to", "sqlite:" + other.File("ledger.db")))
                .RefusedInOneLine(3, "Another process");
            await server.TerminateAsync();
        }

        var copied = await RunAsync(folder.Path, "ledger", "copy", "--to", "sqlite:" + other.File("ledger.db"));
        Assert.True(copied.ExitCode == 0, copied.ToString());
        File.Copy(folder.File("keys.json"), other.File("keys.json"));
        await using var there = await Executable.ServeAsync(other.Path);
        using var second = there.Client(hosts.Secrets);
        Assert.Equal(100, (await second.GetAsync("/wallet", user.Token)).Expect(200).Number("balance"));
        (await RunAsync(folder.Path, "ledger", "copy", "--to", "sqlite:" + other.File("ledger.db")))
            .RefusedInOneLine(3, "Another process");
    }

    [Fact]
    public async Task What_it_can_not_do_is_refused_and_nothing_is_made()
    {
        using var folder = new TempFolder();
        var data = folder.File("data");
        (await RunAsync(data, "ledger", "copy")).RefusedInOneLine(2, "--from");
        (await RunAsync(data, "ledger", "copy", "--to", "sqlite:" + folder.File("x"))).RefusedInOneLine(3, data);
        (await RunAsync(data, "ledger", "copy", "--from", "mongodb://user:secret@h/w", "--to", "sqlite:x"))
            .RefusedInOneLine(4, "MongoDB");
        (await RunAsync(data, "keys", folder.File("keys.env"))).RefusedInOneLine(3, "There are no keys");
        (await RunAsync(data, "keys")).RefusedInOneLine(2, "FILE");
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
