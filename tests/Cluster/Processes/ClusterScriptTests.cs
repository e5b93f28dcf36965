using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Processes;

/// <summary><c>cluster.sh</c> as the README names it: the whole cluster on one machine, by one command.</summary>
public sealed class ClusterScriptTests
{
    // As many ports as it takes, in a row; the next ones are given to nobody in particular by the system.
    private const int Ports = 13, LowestPort = 20_000, HighestPort = 30_000;

    // It builds what it starts, unless that has been done.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task The_script_starts_a_cluster_in_which_money_moves_and_SIGTERM_ends_all_of_it()
    {
        Assert.SkipWhen(Binaries.Missing is not null || !File.Exists("/bin/bash"), "Not run: " + Binaries.Missing);
        using var folder = new TempFolder();
        var port = await FreePortsAsync();
        using var script = Process.Start(Script(folder.Path, port))!;
        var errors = script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = new StringBuilder();
        try
        {
            await SaysAsync(script, said, $"http://127.0.0.1:{port}").WaitAsync(
                Patience, TestContext.Current.CancellationToken);
            using var client = new WalletClient(
                () => [new Uri($"http://127.0.0.1:{port}")], new UsedSecrets());
            var (sender, receiver) =
                (await TestUser.RegisterAsync(client, 100), await TestUser.RegisterAsync(client));
            (await sender.PayAsync(receiver, 42, "lunch-1")).Expect(201);
            Assert.Equal((58, 42), (await sender.BalanceAsync(), await receiver.BalanceAsync()));
        }
        finally
        {
            await ServerProcess.SignalAsync(script, "TERM");
            using var patience = new CancellationTokenSource(Patience);
            await script.WaitForExitAsync(patience.Token);
        }

        said.Append(await script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal((143, ""), (script.ExitCode, await errors));
        Assert.EndsWith("All of it has ended.\n", said.ToString(), StringComparison.Ordinal);
        Assert.True(await AreFreeAsync(port), "Something still listens.");
    }

    private static ProcessStartInfo Script(string folder, int port)
    {
        var start = new ProcessStartInfo("/bin/bash", [Path.Combine(Repository.Find()!, "cluster.sh"), folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What a test run is told of its own build is not for the build of the script.
        foreach (var name in start.Environment.Keys
            .Where(static name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("Wallet_", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        // Compilers that stay would keep what the script says open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["WALLET_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        return start;
    }

    private static async Task SaysAsync(Process script, StringBuilder said, string what)
    {
        while (await script.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Append(line).Append('\n');
            if (line.Contains(what, StringComparison.Ordinal))
                return;
        }

        Assert.Fail("It ended early: " + said);
    }

    private static async Task<int> FreePortsAsync()
    {
        while (true)
        {
            var first = Random.Shared.Next(LowestPort, HighestPort);
            if (await AreFreeAsync(first))
                return first;
        }
    }

    private static async Task<bool> AreFreeAsync(int first)
    {
        for (var port = first; port < first + Ports; port++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync("127.0.0.1", port);
                return false;
            }
            catch (SocketException)
            {
                // Nobody listens.
            }
        }

        return true;
    }
}
