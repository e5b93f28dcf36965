using Wallet.Standalone.Tests.InProcess;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>The runbook's rotations, by its commands, on the host as a process that goes on serving: no payment is
/// refused meanwhile.</summary>
public sealed class RotationTests(StandaloneHosts hosts)
{
    [Fact]
    public async Task A_signing_key_is_replaced_without_a_stop()
    {
        using var folder = new TempFolder();
        await using var server = await Executable.ServeAsync(folder.Path);
        using var client = server.Client(hosts.Secrets);
        await using var payers = await SteadyPayers.StartAsync(client);
        var leaver = await TestUser.RegisterAsync(client);
        var old = TokenKeyId.Of(leaver.Token);

        var added = await KeyringAsync(folder, "add", "signing-key");
        await KeyringAsync(folder, "use", added);
        var user = await TestUser.RegisterAsync(client);
        await Waiting.UntilAsync(async () =>
        {
            await user.SignInAsync();
            return TokenKeyId.Of(user.Token) == added;
        });
        (await leaver.GetAsync("/wallet")).Expect(200);
        (await user.GetAsync("/wallet")).Expect(200);
        await payers.GoOnAsync();

        // An hour later everybody has a token of the new key.
        await payers.SignInAsync();
        await payers.GoOnAsync();
        await KeyringAsync(folder, "remove", old);
        await Waiting.UntilAsync(async () => (await leaver.GetAsync("/wallet")).Status == 401);
        (await leaver.GetAsync("/wallet")).Refused(401, "unauthenticated");
        (await user.GetAsync("/wallet")).Expect(200);
        await payers.GoOnAsync();
        await payers.EndAsync();
    }

    [Fact]
    public async Task A_pepper_is_replaced_without_a_stop_and_goes_when_nothing_is_under_it()
    {
        using var folder = new TempFolder();
        // Each payment compares its PIN.
        await using var server = await Executable.ServeAsync(folder.Path, ("Wallet__Pin__RememberFor", "0"));
        using var client = server.Client(hosts.Secrets);
        await using var payers = await SteadyPayers.StartAsync(client, count: 3);
        var absent = await TestUser.RegisterAsync(client, 10);
        var old = await FindAsync(folder, "pepper", "current");
        Assert.Contains($"{old}         current   4 passwords, 4 PINs", await ListAsync(folder),
            StringComparison.Ordinal);

        var added = await KeyringAsync(folder, "add", "pepper");
        await KeyringAsync(folder, "use", added);
        // Those who pay are there before long, for all that they have to do is go on; passwords follow at sign-in.
        await Waiting.UntilAsync(async () => (await ListAsync(folder)).Contains(
            $"{added}         current   0 passwords, 3 PINs", StringComparison.Ordinal));
        var tokens = payers.People.Select(static person => person.Token).ToArray();
        await payers.SignInAsync();
        Assert.Contains($"{old}         valid     1 passwords, 1 PINs", await ListAsync(folder),
            StringComparison.Ordinal);
        foreach (var token in tokens)
            (await client.GetAsync("/wallet", token)).Expect(200);

        // Who has been away for so long still pays, and until then the pepper stays.
        (await RunAsync(folder, "keyring", "remove", old)).RefusedInOneLine(1, $"{old} stays: 1 passwords, 1 PINs");
        (await absent.PayAsync(payers.People[0], 1, "back")).Expect(201);
        await absent.SignInAsync();
        await KeyringAsync(folder, "remove", old);
        await server.SaysAsync("was replaced;", times: 2);
        await payers.GoOnAsync();
        (await absent.PayAsync(payers.People[0], 1, "again")).Expect(201);
        await absent.SignInAsync();
        await payers.EndAsync();
        Assert.DoesNotContain(old, await ListAsync(folder), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_can_not_be_used_changes_nothing_and_is_said_once()
    {
        using var folder = new TempFolder();
        await using var server = await Executable.ServeAsync(folder.Path);
        using var client = server.Client(hosts.Secrets);
        var user = await TestUser.RegisterAsync(client);
        var file = folder.File("keys.json");
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, text[..^20], TestContext.Current.CancellationToken);
        const string said = "is damaged. Restore it from a backup. The keys that were read before stay in use.";
        await server.SaysAsync(said);
        await user.SignInAsync();
        (await user.GetAsync("/wallet")).Expect(200);

        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        await KeyringAsync(folder, "use", await KeyringAsync(folder, "add", "signing-key"));
        await server.SaysAsync("was replaced;");
        Assert.Equal(2, server.Output.Split(said).Length);
    }

    [Fact]
    public async Task What_would_leave_somebody_without_a_key_is_refused()
    {
        using var folder = new TempFolder();
        await using (var server = await Executable.ServeAsync(folder.Path))
        {
            using var client = server.Client(hosts.Secrets);
            await TestUser.RegisterAsync(client);
        }

        var (key, pepper) = (await FindAsync(folder, "signing-key", "current"),
            await FindAsync(folder, "pepper", "current"));
        (await RunAsync(folder, "keyring", "make")).RefusedInOneLine(3, "nothing is overwritten");
        (await RunAsync(folder, "keyring", "remove", key)).RefusedInOneLine(1, $"{key} is current");
        (await RunAsync(folder, "keyring", "remove", pepper)).RefusedInOneLine(1, $"{pepper} stays");
        (await RunAsync(folder, "keyring", "use", "nothing")).RefusedInOneLine(1, "no key and no pepper nothing");

        // Whoever removes one by hand all the same is told which is missing.
        var file = folder.File("keys.json");
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, text.Replace(pepper, "other", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        var listed = await RunAsync(folder, "keyring", "list");
        Assert.Equal(1, listed.ExitCode);
        Assert.Contains($"{pepper}         MISSING   1 passwords, 1 PINs", listed.Output, StringComparison.Ordinal);
    }

    private static async Task<string> KeyringAsync(TempFolder folder, string command, string what)
    {
        var ended = await RunAsync(folder, "keyring", command, what);
        ended.Succeeded();
        return ended.Output.Trim();
    }

    private static async Task<string> ListAsync(TempFolder folder)
    {
        var ended = await RunAsync(folder, "keyring", "list");
        ended.Succeeded();
        return ended.Output;
    }

    private static async Task<string> FindAsync(TempFolder folder, string kind, string role) =>
        (await ListAsync(folder)).Split('\n').Select(static line =>
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .First(words => words.Length > 2 && words[0] == kind && words[2] == role)[1];

    private static Task<Ended> RunAsync(TempFolder folder, params string[] arguments) =>
        Executable.RunAsync(Path.GetTempPath(), arguments, ("Wallet__DataDir", folder.Path));
}
