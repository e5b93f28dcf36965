using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Processes;

/// <summary>A wallet that ran on one machine goes on in a cluster, and comes back.</summary>
public sealed class MoveTests(TestServers servers, RealMongoServer mongo) : IClassFixture<RealMongoServer>
{
    [Fact]
    public Task A_standalone_wallet_goes_on_in_a_cluster_on_SQLite_and_comes_back() =>
        MoveAsync(static ground => "sqlite:" + ground.LedgerPath);

    [Fact]
    public Task A_standalone_wallet_goes_on_in_a_cluster_on_MongoDB_and_comes_back() =>
        MoveAsync(_ =>
        {
            var (before, after) = mongo.RequireConnectionString().Split("/?") is [var server, var options]
                ? (server, "?" + options)
                : (mongo.RequireConnectionString(), "");
            return $"{before}/wallet-test-{Guid.NewGuid():N}{after}";
        });

    private async Task MoveAsync(Func<ClusterGround, string> to)
    {
        TestServers.Require();
        using var folder = new TempFolder();
        using var ground = await ClusterGround.CreateAsync(servers);
        var (ledger, data, back) = (to(ground), folder.File("data"), folder.File("back"));
        var own = "sqlite:" + Path.Combine(data, "ledger.db");
        IReadOnlyList<Uri> addresses = [];
        var secrets = new UsedSecrets();
        using var client = new WalletClient(() => addresses, secrets);

        Told told;
        await using (var server = await StandaloneAsync(data))
        {
            addresses = [server.Address];
            told = await Told.LearnAsync(client);
            (await CopyAsync(own, ledger)).RefusedInOneLine(3, "Another process");
            Assert.Equal(0, (await server.TerminateAsync()).ExitCode);
        }

        (await ClusterProcess.RunAsync(
            "Wallet.Standalone", On(data), "freeze", told.Frozen.WalletId, "--reason", "why")).Succeeded();
        await CopiedAsync(own, ledger);
        (await CopyAsync(own, ledger)).RefusedInOneLine(3, "not empty");
        var environment = ground.Environment.Concat(await KeysAsync(data, folder.File("keys.env")))
            .Append(KeyValuePair.Create("ConnectionStrings__Ledger", ledger)).ToArray();
        string[] takeOver = ["lockouts", Path.Combine(data, "guards.db")];
        (await ClusterProcess.RunAsync("Wallet.Silo", environment, takeOver)).Succeeded();
        (await ClusterProcess.RunAsync("Wallet.Silo", environment, takeOver)).Succeeded();
        await using (var silo = await ClusterProcess.StartAsync("Wallet.Silo", environment, SiloPorts()))
        await using (var gateway = await ClusterProcess.StartAsync("Wallet.Gateway", environment))
        {
            addresses = [gateway.Address];
            await told.HoldsAsync();
            // Of the five guesses at a PIN four were made on the other side.
            (await told.GuessAsync()).Expect(403);
            (await told.GuessAsync()).Refused(423, "pin_locked");
            await told.GoOnAsync("in the cluster");
            Assert.Equal(0, (await gateway.TerminateAsync()).ExitCode);
            Assert.Equal(0, (await silo.TerminateAsync()).ExitCode);
        }

        Directory.CreateDirectory(back);
        await CopiedAsync(ledger, "sqlite:" + Path.Combine(back, "ledger.db"));
        File.Copy(Path.Combine(data, "keys.json"), Path.Combine(back, "keys.json"));
        await using (var server = await StandaloneAsync(back))
        {
            addresses = [server.Address];
            await told.HoldsAsync();
            await told.GoOnAsync("back again");
            Assert.Equal(0, (await server.TerminateAsync()).ExitCode);
        }

        (await ClusterProcess.RunAsync("Wallet.Standalone", On(back), "audit")).Succeeded();
    }

    private static async Task<IReadOnlyList<KeyValuePair<string, string>>> KeysAsync(string data, string file)
    {
        var ended = await ClusterProcess.RunAsync("Wallet.Standalone", On(data), "keys", file);
        ended.Succeeded();
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        (await ClusterProcess.RunAsync("Wallet.Standalone", On(data), "keys", file)).RefusedInOneLine(3, file);
        var settings = (await File.ReadAllLinesAsync(file)).Select(static line => line.Split('=', 2))
            .Select(static part => KeyValuePair.Create(part[0], part[1])).ToArray();
        Assert.Equal(4, settings.Length);
        Assert.All(settings, setting => Assert.DoesNotContain(setting.Value, ended.Output, StringComparison.Ordinal));
        return settings;
    }

    private static Task<Ended> CopyAsync(string from, string to) =>
        ClusterProcess.RunAsync("Wallet.Silo", [], "ledger", "copy", "--from", from, "--to", to);

    // One that takes longer than two seconds says how far it is.
    private static async Task CopiedAsync(string from, string to)
    {
        var ended = await CopyAsync(from, to);
        Assert.True(ended.ExitCode == 0, ended.ToString());
    }

    private static Task<HostProcess> StandaloneAsync(string data) =>
        ClusterProcess.StartAsync("Wallet.Standalone", On(data));

    private static Dictionary<string, string> On(string data) => new()
    {
        ["Wallet__DataDir"] = data,
        ["Wallet__Bcrypt__WorkFactor"] = "4",
        ["Wallet__RateLimit__AuthPerMinute"] = "1000000",
    };

    private static string[] SiloPorts() =>
        [$"--Wallet:Cluster:SiloPort={ServerProcess.FreePort()}",
            $"--Wallet:Cluster:GatewayPort={ServerProcess.FreePort()}"];

    // What users were told, and have to be told wherever their wallets are.
    private sealed class Told
    {
        private readonly Dictionary<string, string> _read = [];
        private readonly List<(Func<Task<Reply>> Again, Reply First)> _asked = [];
        private TestUser _payer = null!, _other = null!, _guessed = null!;

        public TestUser Frozen { get; private set; } = null!;


        public static async Task<Told> LearnAsync(WalletClient client)
        {
            var told = new Told
            {
                _payer = await TestUser.RegisterAsync(client, 1000),
                _other = await TestUser.RegisterAsync(client),
                Frozen = await TestUser.RegisterAsync(client, 10),
                _guessed = await TestUser.RegisterAsync(client),
            };
            for (var i = 0; i < 4; i++)
                (await told.GuessAsync()).Refused(403, "wrong_pin");
            await told._payer.ChangePinAsync(TestUser.NewPin());
            await told._payer.ChangePasswordAsync(TestUser.NewPassword());
            await told._payer.SignInAsync();
            await told.AskAsync(
                () => told._payer.PayAsync(told._other, 25, "lunch", "gr\u00fc\u00dfe \ud83c\udf5c"), 201);
            await told.AskAsync(() => told._payer.PayAsync(told._other, 5000, "too-much"), 422);
            await told.AskAsync(() => told._other.PayAsync("nobody-there@wallet", 5, "nobody"), 422);
            await told.AskAsync(() => told._payer.DepositAsync(7, "pocket-money"), 201);
            for (var i = 0; i < 70; i++)
                (await told._other.PayAsync(told._payer, 1, $"many-{i % 20}")).Expect(201);
            await told.ReadAsync();
            return told;
        }

        public Task<Reply> GuessAsync() =>
            _guessed.PayAsync("nobody-there@wallet", 1, "guess", pin: TestUser.OtherPin(_guessed.Pin));

        // By the same tokens.
        public async Task HoldsAsync()
        {
            foreach (var (path, text) in _read)
                Assert.Equal(text, await TextAsync(path));
            foreach (var (again, first) in _asked)
                (await again()).ReplayOf(first);
            foreach (var (path, text) in _read)
                Assert.Equal(text, await TextAsync(path));
        }

        public async Task GoOnAsync(string key)
        {
            (await _payer.PayAsync(Frozen, 1, "frozen-" + key.Length)).Refused(422, "wallet_frozen");
            await _payer.SignInAsync();
            (await _payer.PayAsync(_other, 3, "wrong", pin: TestUser.OtherPin(_payer.Pin))).Refused(403, "wrong_pin");
            await AskAsync(() => _payer.PayAsync(_other, 3, key.Replace(' ', '-')), 201);
            await ReadAsync();
        }

        private async Task AskAsync(Func<Task<Reply>> ask, int status) =>
            _asked.Add((ask, (await ask()).Expect(status)));

        private async Task ReadAsync()
        {
            foreach (var user in (string[])["payer", "other"])
            {
                foreach (var path in (string[])["/wallet", "/transactions?limit=50",
                    "/transactions?limit=7&direction=sent", "/transfers/by-key?key=lunch",
                    "/transfers/by-key?key=too-much", "/transfers/by-key?key=many-3"])
                    _read[user + path] = await TextAsync(user + path);
            }
        }

        private async Task<string> TextAsync(string path)
        {
            var at = path.IndexOf('/', StringComparison.Ordinal);
            var reply = await (path[..at] == "payer" ? _payer : _other).GetAsync(path[at..]);
            return $"{reply.Status} {reply.Text}";
        }
    }
}
