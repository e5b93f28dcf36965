using System.Text.RegularExpressions;
using Wallet.Standalone.Tests.InProcess;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>The operators' commands, while the data is served and while it is not: they reach the host by its socket,
/// and else the ledger.</summary>
public sealed partial class OperatorCommandTests(StandaloneHosts hosts)
{
    private static Task<Ended> RunAsync(string data, params string[] arguments) =>
        Executable.RunAsync(Path.GetTempPath(), arguments, ("Wallet__DataDir", data));

    [Fact]
    public async Task Everything_works_while_the_data_is_served()
    {
        using var folder = new TempFolder();
        await using var server = await Executable.ServeAsync(folder.Path);
        using var client = server.Client(hosts.Secrets);
        using var operators = server.Operators(hosts.Secrets);
        var (user, other) = (await TestUser.RegisterAsync(client, 100), await TestUser.RegisterAsync(client, 100));

        var added = await RunAsync(folder.Path, "operator", "add", "--name", "Ada", "--scopes", "read, keys");
        added.Succeeded();
        var (key, id) = (Key().Match(added.Output).Groups[1].Value, Id().Match(added.Output).Groups[1].Value);
        hosts.Secrets.AddToken(key);
        (await operators.GetAsync("/operator/keys", key)).Expect(200);
        var listed = await RunAsync(folder.Path, "operator", "list");
        Assert.Matches($"^{id}  .*  read keys  +Ada\n$", listed.Output);

        (await RunAsync(folder.Path, "freeze", user.WalletId, "--side", "debit", "--reason", "odd")).Succeeded();
        (await user.PayAsync(other, 1, "a")).Refused(422, "wallet_frozen");
        (await other.PayAsync(user, 1, "a")).Expect(201);
        (await RunAsync(folder.Path, "thaw", user.WalletId, "--reason", "well")).Succeeded();
        var paid = (await user.PayAsync(other, 30, "b")).Expect(201)["transferId"];
        (await RunAsync(folder.Path, "freeze", "nobody@wallet", "--reason", "odd"))
            .RefusedInOneLine(1, "nobody@wallet");

        string[] reverse = ["reverse", paid, "--amount", "10", "--reason", "broken cup", "--key", "c1"];
        var part = await RunAsync(folder.Path, reverse);
        part.Succeeded();
        Assert.Contains($" gives 10 of {paid} back, from {other.WalletId} to {user.WalletId}.", part.Output,
            StringComparison.Ordinal);
        Assert.Equal(part.Output.Replace(" gives ", " has given ", StringComparison.Ordinal),
            (await RunAsync(folder.Path, reverse)).Output);
        (await RunAsync(folder.Path, "reverse", paid, "--amount", "21", "--reason", "more", "--key", "c2"))
            .RefusedInOneLine(1, $"20 is left of {paid}.");
        (await RunAsync(folder.Path, "reverse", new string('0', 32), "--reason", "none", "--key", "c5"))
            .RefusedInOneLine(1, "There is no transfer");

        for (var i = 0; i < 5; i++)
            (await user.PayAsync(other, 1, $"c{i}", pin: TestUser.OtherPin(user.Pin))).Refused(403, "wrong_pin");
        (await RunAsync(folder.Path, "unlock", user.Email, "--what", "pin", "--reason", "forgot")).Succeeded();
        (await user.PayAsync(other, 1, "d")).Expect(201);
        (await RunAsync(folder.Path, "sign-out", user.UserId, "--reason", "lost phone")).Succeeded();
        (await user.GetAsync("/wallet")).Refused(401, "unauthenticated");
        (await RunAsync(folder.Path, "sign-out", TestUser.NewEmail(), "--reason", "x"))
            .RefusedInOneLine(1, "no such user");

        var log = (await operators.GetAsync("/operator/log", key)).Expect(200).Json.GetProperty("items");
        Assert.Equal(["signed_out", "unlocked", "reversed", "thawed", "frozen", "key_added"],
            log.EnumerateArray().Select(static row => row.GetProperty("kind").GetString()));
        Assert.All(log.EnumerateArray(), static row => Assert.Null(row.GetProperty("by").GetString()));
        (await RunAsync(folder.Path, "operator", "revoke", id)).Succeeded();
        (await operators.GetAsync("/operator/keys", key)).Refused(401, "unauthenticated");
        Assert.Contains(
            "(revoked ", (await RunAsync(folder.Path, "operator", "list")).Output, StringComparison.Ordinal);
        (await RunAsync(folder.Path, "operator", "revoke", new string('0', 32))).RefusedInOneLine(1, "no key");

        Assert.Equal(0, (await server.TerminateAsync()).ExitCode);
        (await RunAsync(folder.Path, "audit")).Succeeded();
    }

    [Fact]
    public async Task What_is_done_while_nobody_serves_is_there_afterwards()
    {
        using var folder = new TempFolder();
        TestUser user;
        await using (var server = await Executable.ServeAsync(folder.Path))
        {
            using var client = server.Client(hosts.Secrets);
            user = await TestUser.RegisterAsync(client, 100);
            Assert.Equal(0, (await server.TerminateAsync()).ExitCode);
        }

        var added = await RunAsync(folder.Path, "operator", "add", "--name", "Ada", "--scopes", "read");
        added.Succeeded();
        var key = Key().Match(added.Output).Groups[1].Value;
        hosts.Secrets.AddToken(key);
        (await RunAsync(folder.Path, "sign-out", user.Email, "--reason", "lost phone")).Succeeded();
        (await RunAsync(folder.Path, "unlock", user.Email, "--what", "pin", "--reason", "forgot"))
            .RefusedInOneLine(3, "Nobody serves");

        await using var again = await Executable.ServeAsync(folder.Path);
        using var there = again.Client(hosts.Secrets);
        using var operators = again.Operators(hosts.Secrets);
        (await there.GetAsync("/wallet", user.Token)).Refused(401, "unauthenticated");
        Assert.Equal(2, (await operators.GetAsync("/operator/log", key)).Expect(200).Json.GetProperty("items")
            .GetArrayLength());
    }

    [Fact]
    public async Task The_socket_is_its_owners_and_goes_with_the_host_or_is_no_hindrance()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        using var folder = new TempFolder();
        var socket = folder.File("operator.sock");
        await using (var server = await Executable.ServeAsync(folder.Path))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(socket));
            await server.KillAsync();
        }

        Assert.True(File.Exists(socket), "A host that was killed removes nothing.");
        (await RunAsync(folder.Path, "operator", "list")).Succeeded();
        await using var second = await Executable.ServeAsync(folder.Path);
        (await RunAsync(folder.Path, "operator", "add", "--name", "x", "--scopes", "read")).Succeeded();
        Assert.Equal(0, (await second.TerminateAsync()).ExitCode);
        Assert.False(File.Exists(socket), "A host that stops takes its socket along.");
    }

    [Fact]
    public async Task Where_there_can_be_no_socket_the_host_says_so_and_serves()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("There is none on Windows anyway.");
            return;
        }

        using var folder = new TempFolder();
        var data = folder.File(new string('x', 120));
        await using var server = await HostProcess.StartAsync(
            Path.Combine(AppContext.BaseDirectory, "Wallet.Standalone.dll"), folder.Path, [],
            new Dictionary<string, string>
            {
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["Wallet__Bcrypt__WorkFactor"] = "4",
                ["Wallet__DataDir"] = data,
            });
        using var client = server.Client(hosts.Secrets);
        await TestUser.RegisterAsync(client, 1);
        (await RunAsync(data, "operator", "list")).RefusedInOneLine(3, "Another process uses the data folder");
        var ended = await server.TerminateAsync();
        Assert.Equal(0, ended.ExitCode);
        Assert.Single(ended.Output.Split('\n'), static line =>
            line.Contains("can't reach this host while it serves", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://192.0.2.7:5081")]
    [InlineData("http://127.0.0.1:0;http://[::]:0")]
    public async Task Operators_are_served_beyond_this_machine_only_if_that_is_said(string urls)
    {
        using var folder = new TempFolder();
        (await Executable.RunAsync(
            folder.Path, [], ("Wallet__DataDir", folder.File("data")), ("Wallet__Operator__Urls", urls)))
            .RefusedInOneLine(2, "Wallet:Operator:Urls", "Wallet:Operator:AllowRemote");
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
        if (!urls.StartsWith("http://*", StringComparison.Ordinal))
            return;
        await using var server = await Executable.ServeAsync(folder.File("data"), ("Wallet__Operator__Urls", urls),
            ("Wallet__Operator__AllowRemote", "true"));
        Assert.Equal(0, (await server.TerminateAsync()).ExitCode);
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData("https://127.0.0.1:0")]
    [InlineData("http://127.0.0.1:0/path")]
    public async Task An_address_that_is_none_is_told(string urls)
    {
        using var folder = new TempFolder();
        (await Executable.RunAsync(
            folder.Path, [], ("Wallet__DataDir", folder.File("data")), ("Wallet__Operator__Urls", urls)))
            .RefusedInOneLine(2, "Wallet:Operator:Urls", urls);
    }

    [Fact]
    public async Task Ports_that_meet_and_ports_that_are_taken_are_told()
    {
        using var folder = new TempFolder();
        var (port, data) = (ServerProcess.FreePort(), ("Wallet__DataDir", folder.File("data")));
        (await Executable.RunAsync(folder.Path, [$"--urls=http://*:{port}"], data,
            ("Wallet__Operator__Urls", $"http://127.0.0.1:{port}")))
            .RefusedInOneLine(2, "Wallet:Operator:Urls", "urls");

        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, port);
        other.Start();
        (await Executable.RunAsync(
            folder.Path, [], data, ("Wallet__Operator__Urls", $"http://127.0.0.1:{port}")))
            .RefusedInOneLine(3, $"http://127.0.0.1:{port} (Wallet:Operator:Urls)", "another process listens there");
    }

    [Fact]
    public async Task Without_addresses_for_operators_the_command_line_works_all_the_same()
    {
        using var folder = new TempFolder();
        await using var server = await HostProcess.StartAsync(
            Path.Combine(AppContext.BaseDirectory, "Wallet.Standalone.dll"), folder.Path, [],
            new Dictionary<string, string>
            {
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["Wallet__DataDir"] = folder.Path,
                ["Wallet__Operator__Urls"] = "",
            });
        Assert.DoesNotContain("operators", server.FirstLine, StringComparison.Ordinal);
        (await RunAsync(folder.Path, "operator", "add", "--name", "x", "--scopes", "read")).Succeeded();
        Assert.Equal(0, (await server.TerminateAsync()).ExitCode);
    }

    [Theory]
    [InlineData("operator add --name x --scopes everything", "everything")]
    [InlineData("operator add --name x", "--scopes")]
    [InlineData("operator revoke rubbish", "32 hexadecimal digits")]
    [InlineData("unlock rubbish --what pin --reason x", "USER")]
    [InlineData("unlock 00000000000000000000000000000000 --what all --reason x", "all")]
    [InlineData("sign-out 00000000000000000000000000000000", "--reason")]
    public async Task A_command_that_is_not_understood_is_refused_and_makes_nothing(string line, string said)
    {
        using var folder = new TempFolder();
        (await RunAsync(folder.File("data"), line.Split(' '))).RefusedInOneLine(2, said);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [GeneratedRegex("(?m)^key +(wok_[A-Za-z0-9_-]{43})$")]
    private static partial Regex Key();

    [GeneratedRegex("(?m)^id +([0-9a-f]{32})$")]
    private static partial Regex Id();
}
