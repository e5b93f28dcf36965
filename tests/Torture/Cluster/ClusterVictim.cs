using System.Globalization;
using System.Security.Cryptography;
using Wallet.TestKit;

namespace Wallet.Torture;

/// <summary>
/// Two silos and a gateway as processes of their own, on a ledger that they share, two Redis servers and a PostgreSQL,
/// all of which come to harm. Where there are two builds of them, each process is replaced by the other build again and
/// again, as in a rolling upgrade and on the way back.
/// </summary>
internal sealed class ClusterVictim : IVictim
{
    // Longer than it takes the other silo to declare one dead.
    private const int LongestFreezeMilliseconds = 12_000;

    private readonly IClusterLedger _ledger;
    private readonly Tally _tally;
    private readonly WalletHttp _http;
    private readonly BuiltHosts[] _builds;
    private readonly Post[] _posts;
    private readonly HostKeeper[] _silos;
    private readonly HostKeeper _gateway;
    private readonly HostLog _log;
    private readonly UpgradeRehearsal? _rehearsal;
    private readonly Dictionary<string, string> _settings = [];
    private ClusterServers? _servers;

    /// <summary>Prepares it.</summary>
    /// <param name="http">How clients call it.</param>
    /// <param name="tally">Where surprises are counted.</param>
    /// <param name="ledger">What the silos share. It belongs to the cluster.</param>
    /// <param name="builds">The programs: one build of them, or two, of which the first is there in the
    /// beginning.</param>
    /// <param name="rehearses">Whether the upgrade is rehearsed, on MongoDB, instead of harm.</param>
    public ClusterVictim(
        WalletHttp http, Tally tally, IClusterLedger ledger, BuiltHosts[] builds, bool rehearses)
    {
        (_http, _tally, _ledger) = (http, tally, ledger);
        _log = new HostLog(tally.Violation);
        _builds = builds;
        _posts = [.. Enumerable.Range(0, 2).Select(_ => Silo(new BuildInTurn(_builds))),
            Gateway(new BuildInTurn(_builds))];
        _silos = [.. _posts.SkipLast(1).Select(static post => post.Keeper)];
        _gateway = _posts[^1].Keeper;
        _rehearsal = rehearses ? new UpgradeRehearsal(this, (MongoClusterLedger)ledger, http, tally) : null;
        Harms = _rehearsal?.Steps ?? [.. ToProcesses(), .. ToVersions(), .. ToServers(),
            .. ledger.Harms(random => _silos[random.Next(_silos.Length)])];
    }

    /// <inheritdoc/>
    public IEnumerable<string> Notes => _ledger.LeftOut.Concat(
        _builds.Length == 1 ? [] : _builds.Select(static build => build.ToString()));

    /// <inheritdoc/>
    public IReadOnlyList<IHarm> Harms { get; }

    /// <inheritdoc/>
    public bool SavesHeads => false;

    /// <inheritdoc/>
    public string Beside => _ledger.Beside;

    /// <summary>The version that an upgrade begins with.</summary>
    public BuiltHosts Older => _builds[0];

    /// <summary>The version that it leads to.</summary>
    public BuiltHosts Newer => _builds[^1];

    /// <summary>Whether hosts are made to meet what they can't know.</summary>
    public bool ExpectsFailures
    {
        get => _log.ExpectsFailures;
        set => _log.ExpectsFailures = value;
    }

    private ClusterServers Servers => _servers ?? throw new InvalidOperationException("It has not been started.");

    /// <inheritdoc/>
    public async Task StartAsync()
    {
        await _ledger.StartAsync();
        _servers = await ClusterServers.StartAsync();
        _settings["ConnectionStrings__Clustering"] = _servers.Clustering.ConnectionString;
        _settings["ConnectionStrings__Gate"] = _servers.Gate.ConnectionString;
        _settings["ConnectionStrings__Lockouts"] = _servers.Lockouts;
        _settings["ConnectionStrings__Ledger"] = _ledger.Address;
        _settings["Wallet__Peppers__0__Id"] = "p1";
        _settings["Wallet__Peppers__0__Value"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        _settings["Wallet__SigningKeys__0__Id"] = "k1";
        _settings["Wallet__SigningKeys__0__Value"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        _settings["Wallet__Sandbox"] = "true";
        _settings["Wallet__RateLimit__AuthPerMinute"] = "1000000";
        _settings["Wallet__RecentKeys"] = "64";
        foreach (var build in _builds)
        {
            if (await new HostProgram(build.Silo, _settings).RunAsync("schema") is { ExitCode: not 0 } failed)
                throw new InvalidOperationException("The lockouts' schema could not be made: " + failed.Output);
        }

        foreach (var silo in _silos)
            await silo.StartAsync();
        await _gateway.StartAsync();
        await ReadyAsync();
    }

    /// <inheritdoc/>
    public async Task RecoverAsync()
    {
        await _ledger.RecoverAsync();
        foreach (var silo in _silos)
            await silo.ResumeAsync();
        await _gateway.ResumeAsync();
        await ReadyAsync();
    }

    /// <inheritdoc/>
    public async Task TerminateAsync()
    {
        await _gateway.TerminateAsync();
        foreach (var silo in _silos)
            await silo.TerminateAsync();
    }

    /// <inheritdoc/>
    public async Task<(string Key, string Id)?> AddOperatorAsync() => _builds.Length == 1
        ? await OperatorKeys.AddAsync(new HostProgram(_builds[0].Silo, _settings))
        : null;

    // By the newer version, which knows what both write.
    /// <inheritdoc/>
    public Task<(int ExitCode, string Output)> AuditAsync(params string[] arguments) =>
        RunAsync(Newer, null, ["audit", .. arguments]);

    /// <summary>Runs a command of a silo's program.</summary>
    /// <param name="build">Of which version.</param>
    /// <param name="ledger">On which ledger; null for that of the cluster.</param>
    /// <param name="command">The command.</param>
    public Task<(int ExitCode, string Output)> RunAsync(BuiltHosts build, string? ledger, params string[] command) =>
        new HostProgram(build.Silo, ledger is null
            ? _settings
            : new Dictionary<string, string>(_settings) { ["ConnectionStrings__Ledger"] = ledger }).RunAsync(command);

    /// <summary>Brings all processes to one version, one at a time, each new one before the old one ends.</summary>
    public async Task BringToAsync(BuiltHosts build)
    {
        foreach (var post in Roll.InOrder(_posts, isForward: build == Newer))
        {
            post.Build.ChangeTo(build);
            await post.Keeper.ReplaceAsync(_http);
        }
    }

    /// <summary>Writes the lockouts' database to a file.</summary>
    public Task DumpLockoutsAsync(string file) => Servers.Postgres.DumpAsync(Servers.Lockouts, file);

    /// <summary>Restores the lockouts into a new database, and writes that to another file.</summary>
    /// <returns>How many lines are equal in both; all must be.</returns>
    public async Task<int> CompareRestoredLockoutsAsync(string file)
    {
        await Servers.Postgres.DumpAsync(await Servers.Postgres.RestoreAsync(file), file + ".again");
        var (first, again) = (LinesOf(file), LinesOf(file + ".again"));
        if (!first.SequenceEqual(again))
            _tally.Violation("the lockouts are not what they were before they were restored");
        return first.Count;

        // Newer versions of pg_dump begin and end with a random word.
        static List<string> LinesOf(string path) =>
            [.. File.ReadLines(path).Where(static line => !line.Contains("restrict ", StringComparison.Ordinal))];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _rehearsal?.Dispose();
        await _gateway.DisposeAsync();
        foreach (var silo in _silos)
            await silo.DisposeAsync();
        if (_servers is not null)
            await _servers.DisposeAsync();
        await _ledger.DisposeAsync();
    }

    private async Task ReadyAsync()
    {
        foreach (var silo in _silos)
            await silo.ReadyAsync(_http);
        await _gateway.ReadyAsync(_http);
    }

    /// <summary>The servers that it can't do without and that are not here; null if none.</summary>
    public static string? Missing => Binaries.Missing is { } missing ? "Not run: " + missing : null;

    private Post Silo(BuildInTurn turn) => new(
        new HostKeeper("silo", () => Program(turn.Current, turn.Current.Silo, _ledger.Environment,
            // Of its own each time: whoever looks for the old one finds nobody.
            "--Wallet:Cluster:SiloPort=" + FreePort(), "--Wallet:Cluster:GatewayPort=" + FreePort()),
            _log, _tally, static _ => { }, startTries: 30, mayLeave: true), turn);

    private Post Gateway(BuildInTurn turn) => new(
        new HostKeeper("gateway", () => Program(turn.Current, turn.Current.Gateway, new Dictionary<string, string>()),
            _log, _tally, _http.Serve, startTries: 30), turn);

    private HostProgram Program(
        BuiltHosts build, string assembly, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        if (_builds.Length > 1)
            _tally.AddHarm($"start of {build.Name}: {Path.GetFileName(assembly)}");
        return new HostProgram(assembly, new Dictionary<string, string>(_settings.Concat(environment)),
            ["--urls=http://127.0.0.1:0", .. arguments]);
    }

    private IEnumerable<IHarm> ToVersions() => _builds.Length == 1
        ? []
        :
        [
            new Replace(random => _posts[random.Next(_silos.Length)], "a silo", 12),
            new Replace(_ => _posts[^1], "the gateway", 5),
            new Roll(_posts, _builds, 3),
        ];

    private IEnumerable<IHarm> ToProcesses()
    {
        HostKeeper Silo(Random random) => _silos[random.Next(_silos.Length)];
        HostKeeper Gateway(Random _) => _gateway;
        return
        [
            new Kill(Silo, ", a silo", 9), new Terminate(Silo, ", a silo"), new KillWhileStopping(Silo, ", a silo"),
                new Freeze(Silo, ", a silo", LongestFreezeMilliseconds),
            new Kill(Gateway, ", the gateway", 3), new Terminate(Gateway, ", the gateway"),
                new Freeze(Gateway, ", the gateway"),
            new KillTogether(", both silos at once", 1, _tally, _silos),
                new KillTogether(", silos and gateway at once", 1, _tally, [.. _silos, _gateway]),
        ];
    }

    private IEnumerable<IHarm> ToServers() =>
    [
        new ServerHarm("gate: Redis stopped", 2, 5000, () => Servers.Gate.StopAsync(), () => Servers.Gate.StartAsync()),
        new ServerHarm("gate: Redis flushed", 2, 10, () => Servers.Gate.FlushAsync(), static () => Task.CompletedTask),
        new ServerHarm("gate: Redis hangs", 2, 5000, () => Servers.Gate.PauseAsync(), () => Servers.Gate.ResumeAsync()),
        new ServerHarm("lockouts: PostgreSQL stopped", 1, 4000, () => Servers.Postgres.StopAsync(), () =>
        Servers.Postgres.StartAsync()),
        new ServerHarm("membership: Redis hangs", 1, 4000, () => Servers.Clustering.PauseAsync(), () =>
        Servers.Clustering.ResumeAsync()),
    ];

    private static string FreePort() => ServerProcess.FreePort().ToString(CultureInfo.InvariantCulture);
}
