using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Wallet.Standalone.Tests.InProcess;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>The blocks of docs/runbook.md, typed as they stand there.</summary>
public sealed partial class RunbookTests(StandaloneHosts hosts) : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly int _port = ServerProcess.FreePort();
    private Process? _bash;

    [Fact]
    public async Task Every_block_does_what_it_is_for_and_nobody_has_to_register_again()
    {
        if (!File.Exists("/usr/bin/curl") || !File.Exists("/bin/bash"))
            Assert.Skip("The runbook needs bash and curl.");
        var blocks = await BlocksAsync();
        Start();
        await TypeAsync("start");
        using var client = new WalletClient(() => [new Uri($"http://127.0.0.1:{_port}")], hosts.Secrets);
        var (user, other) = (await TestUser.RegisterAsync(client, 100), await TestUser.RegisterAsync(client));
        (await user.PayAsync(other, 10, "before")).Expect(201);

        await TypeAsync(blocks["Back up"]);
        (await user.PayAsync(other, 5, "after")).Expect(201);
        Assert.Contains("violations       0", await TypeAsync(blocks["Restore"]), StringComparison.Ordinal);
        Assert.Equal(90, await user.BalanceAsync());

        var token = user.Token;
        await TypeAsync(blocks["Rotate the signing key"]);
        await Waiting.UntilAsync(async () => (await client.GetAsync("/wallet", token)).Status == 401);
        await user.SignInAsync();

        var listed = await TypeAsync(blocks["Rotate the pepper"]);
        Assert.Matches(@"pepper +\S+ +current +0 passwords, 0 PINs\npepper +\S+ +valid +2 passwords, 2 PINs", listed);
        await Waiting.UntilAsync(async () =>
        {
            await user.SignInAsync();
            return !(await TypeAsync("wallet keyring list")).Contains("2 passwords", StringComparison.Ordinal);
        });

        var added = await TypeAsync("wallet operator add --name Ada --scopes read");
        var id = Id().Match(added).Groups[1].Value;
        Assert.Contains($"{id} counts no more.",
            await TypeAsync($"ID={id}\n{blocks["Rotate an operator's key"]}"), StringComparison.Ordinal);

        Assert.Contains("violations       0", await TypeAsync(blocks["Grow the disk"]), StringComparison.Ordinal);
        (await user.PayAsync(other, 10, "last")).Expect(201);
        Assert.Equal(80, await user.BalanceAsync());
        Assert.True(File.Exists(_folder.File("larger/data/ledger.db")));
        await TypeAsync("stop");
    }

    public async ValueTask DisposeAsync()
    {
        if (_bash is { HasExited: false })
            _bash.Kill(entireProcessTree: true);
        if (_bash is not null)
            await _bash.WaitForExitAsync();
        _bash?.Dispose();
        _folder.Dispose();
    }

    // By the heading that each stands under.
    private static async Task<Dictionary<string, string>> BlocksAsync()
    {
        var repository = Repository.Find();
        Assert.NotNull(repository);
        var text = await File.ReadAllTextAsync(
            Path.Combine(repository, "docs", "runbook.md"), TestContext.Current.CancellationToken);
        return Section().Matches(text).ToDictionary(
            static section => section.Groups[1].Value, static section => section.Groups[2].Value);
    }

    private void Start()
    {
        var start = new ProcessStartInfo("/bin/bash", ["-s"])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in ((string, string)[])
        [
            ("ASPNETCORE_URLS", $"http://127.0.0.1:{_port}"), ("Wallet__Operator__Urls", ""),
            ("ASPNETCORE_ENVIRONMENT", "Testing"), ("Wallet__Bcrypt__WorkFactor", "4"),
            ("BACKUPS", MakeFolder("backups")), ("KEYS", MakeFolder("keys")), ("LARGER", MakeFolder("larger")),
        ])
            start.Environment[name] = value;
        var program = Path.Combine(AppContext.BaseDirectory, "Wallet.Standalone.dll");
        _bash = Process.Start(start)!;
        _bash.StandardInput.Write($$"""
            exec 2>&1
            wallet() { dotnet '{{program}}' "$@"; }
            start() {
              (exec dotnet '{{program}}' serve >>log) & pid=$!
              until curl -fsS -o /dev/null "$ASPNETCORE_URLS/health/ready" 2>/dev/null; do kill -0 $pid || return; done
            }
            stop() { kill -TERM $pid; wait $pid; }

            """);
    }

    // Each line must go well; a last line says so and ends the output.
    private async Task<string> TypeAsync(string block)
    {
        var mark = Guid.NewGuid().ToString("N");
        await _bash!.StandardInput.WriteAsync(string.Join('\n', block.Trim().Split('\n').Select(line =>
            line.StartsWith('#') ? line : $"{line.Split("   #")[0]} || echo {mark} failed")) + $"\necho {mark} done\n");
        await _bash.StandardInput.FlushAsync();
        var output = new StringBuilder();
        while (await _bash.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().InTimeAsync()
            is { } line)
        {
            Assert.False(line == mark + " failed", $"{block}\nprinted\n{output}");
            if (line == mark + " done")
                return output.ToString();
            output.Append(line).Append('\n');
        }

        throw new InvalidOperationException($"{block}\nended the shell: {output}");
    }

    private string MakeFolder(string name) => Directory.CreateDirectory(_folder.File(name)).FullName;

    [GeneratedRegex(
        @"^## ([^\n]+)\n(?:(?!^## ).)*?^```sh\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex("(?m)^id +(.+)$")]
    private static partial Regex Id();
}
