using System.Globalization;
using System.Net;
using Wallet.Standalone.Tests.InProcess;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>A silo runs in the process, and nobody outside can tell.</summary>
public sealed class OneProcessTests(StandaloneHosts hosts)
{
    [Fact]
    public async Task It_listens_on_http_and_on_nothing_else()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("A process' sockets are read from /proc.");
        using var folder = new TempFolder();
        await using var server = await Executable.ServeAsync(folder.Path);
        using var client = server.Client(hosts.Secrets);
        var (user, other) = (await TestUser.RegisterAsync(client, 100), await TestUser.RegisterAsync(client));
        (await user.PayAsync(other, 1, "k")).Expect(201);

        Assert.Equal(
            new[] { server.Address.Port, server.OperatorAddress.Port }.Order(),
            Listening(server.Id).Select(static end => end.Address.Equals(IPAddress.Loopback) ? end.Port : 0).Order());
    }

    [Fact]
    public async Task Two_of_them_run_side_by_side_and_know_nothing_of_each_other()
    {
        using var folder = new TempFolder();
        await using HostProcess one = await Executable.ServeAsync(folder.File("one")),
            two = await Executable.ServeAsync(folder.File("two"));
        using WalletClient ofOne = one.Client(hosts.Secrets), ofTwo = two.Client(hosts.Secrets);
        // The same e-mail, and so the same wallet ID: were there one cluster, there would be one grain.
        var email = TestUser.NewEmail();
        var (ada, otherAda) =
            (await TestUser.RegisterAsync(ofOne, 100, email), await TestUser.RegisterAsync(ofTwo, 7, email));
        Assert.Equal(ada.WalletId, otherAda.WalletId);
        var (bob, otherBob) = (await TestUser.RegisterAsync(ofOne), await TestUser.RegisterAsync(ofTwo));

        (await ada.PayAsync(bob, 100, "key")).Expect(201);
        (await otherAda.PayAsync(otherBob, 100, "key")).Refused(422, "insufficient_funds");

        Assert.Equal(0, (await one.TerminateAsync()).ExitCode);
        (await otherAda.PayAsync(otherBob, 7, "another")).Expect(201);
        Assert.Equal(0, await otherAda.BalanceAsync());
    }

    // /proc/net/tcp and tcp6: address:port of the socket, its state (0A listens) and its inode, which the process' open
    // files name.
    private static IEnumerable<IPEndPoint> Listening(int process)
    {
        var sockets = Directory.GetFiles($"/proc/{process}/fd")
            .Select(static file => new FileInfo(file).LinkTarget).ToHashSet();
        foreach (var table in (string[])["tcp", "tcp6"])
        {
            foreach (var fields in File.ReadLines($"/proc/{process}/net/{table}").Skip(1)
                .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            {
                if (fields[3] != "0A" || !sockets.Contains($"socket:[{fields[9]}]"))
                    continue;
                var address = fields[1].Split(':');
                var ip = table == "tcp" ? new IPAddress(
                    uint.Parse(address[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture)) : IPAddress.IPv6Any;
                yield return new IPEndPoint(
                    ip, int.Parse(address[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            }
        }
    }
}
