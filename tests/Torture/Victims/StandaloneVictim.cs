namespace Wallet.Torture;

/// <summary>The standalone host: one process on a disk that can be full, slow and failing.</summary>
internal sealed class StandaloneVictim : IVictim
{
    private readonly DataDisk _disk = DataDisk.Make();
    private readonly FaultShim? _shim;
    private readonly HostProgram _program, _auditor;
    private readonly HostKeeper _keeper;
    private readonly WalletHttp _http;

    /// <summary>Prepares it.</summary>
    /// <param name="http">How clients call it.</param>
    /// <param name="tally">Where surprises are counted.</param>
    /// <param name="assembly">The path of the built program.</param>
    public StandaloneVictim(WalletHttp http, Tally tally, string assembly)
    {
        _http = http;
        _shim = FaultShim.TryMake(_disk.Beside);
        // Few, so that keys are merged into their index all the time.
        var environment = new Dictionary<string, string>
        {
            ["Wallet__DataDir"] = _disk.Folder,
            ["Wallet__RateLimit__AuthPerMinute"] = "1000000",
            ["Wallet__RecentKeys"] = "64",
        };
        _auditor = new HostProgram(assembly, environment);
        _program = new HostProgram(assembly, _shim is null ? environment : new(environment.Concat(_shim.Environment)));
        _keeper = new HostKeeper("host", () => _program, new HostLog(tally.Violation), tally, http.Serve);
        HostKeeper It(Random _) => _keeper;
        Harms =
        [
            new Kill(It), new Terminate(It), new KillWhileStopping(It), new Freeze(It),
            .. _disk.CanFill ? (IHarm[])[new FullDisk(_disk, It)] : [],
            .. _shim is null ? (IHarm[])[] : [new FailingWrites(_shim), new FailingSyncs(_shim, It),
            new SlowSyncs(_shim), new ClockStep(_shim)],
        ];
        Tally = tally;
    }

    /// <inheritdoc/>
    public IEnumerable<string> Notes => _disk.LeftOut.Concat(
        _shim is null ? ["write and fsync errors, slow fsync and clock steps are left out: there is no C compiler " +
        "here to make the preloaded library"] : []);

    /// <inheritdoc/>
    public IReadOnlyList<IHarm> Harms { get; }

    /// <inheritdoc/>
    public bool SavesHeads => true;

    /// <inheritdoc/>
    public string Beside => _disk.Beside;

    private Tally Tally { get; }

    /// <inheritdoc/>
    public Task StartAsync() => _keeper.StartAsync();

    /// <inheritdoc/>
    public async Task RecoverAsync()
    {
        _disk.Free();
        _shim?.HealStorage();
        await _keeper.ResumeAsync();
        await _keeper.ReadyAsync(_http);
    }

    /// <inheritdoc/>
    public Task TerminateAsync() => _keeper.TerminateAsync();

    /// <inheritdoc/>
    public async Task<(string Key, string Id)?> AddOperatorAsync() => await OperatorKeys.AddAsync(_auditor);

    /// <inheritdoc/>
    public Task<(int ExitCode, string Output)> AuditAsync(params string[] arguments) =>
        _auditor.RunAsync(["audit", .. arguments]);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _shim?.CountInto(Tally);
        await _keeper.DisposeAsync();
        _shim?.Dispose();
        _disk.Dispose();
    }
}
