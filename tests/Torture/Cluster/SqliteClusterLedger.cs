namespace Wallet.Torture;

/// <summary>A ledger file on a disk that can be full, slow and failing.</summary>
internal sealed class SqliteClusterLedger : IClusterLedger
{
    private readonly DataDisk _disk = DataDisk.Make();
    private readonly FaultShim? _shim;
    private readonly Tally _tally;

    /// <summary>Prepares it.</summary>
    /// <param name="tally">Where is counted what failed.</param>
    public SqliteClusterLedger(Tally tally) => (_tally, _shim) = (tally, FaultShim.TryMake(_disk.Beside));

    /// <inheritdoc/>
    public string Address => "sqlite:" + Path.Combine(_disk.Folder, "ledger.db");

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Environment =>
        _shim is null ? new Dictionary<string, string>() : _shim.Environment;

    /// <inheritdoc/>
    public IEnumerable<string> LeftOut => _disk.LeftOut.Concat(
        _shim is null ? ["write and fsync errors and slow fsync are left out: there is no C compiler here to make " +
        "the preloaded library"] : []);

    /// <inheritdoc/>
    public string Beside => _disk.Beside;

    /// <inheritdoc/>
    public IEnumerable<IHarm> Harms(Func<Random, HostKeeper> silo) =>
    [
        .. _disk.CanFill ? (IHarm[])[new FullDisk(_disk, silo)] : [],
        .. _shim is null
            ? (IHarm[])[]
            : [new FailingWrites(_shim), new FailingSyncs(_shim, silo), new SlowSyncs(_shim)],
    ];

    /// <inheritdoc/>
    public Task StartAsync()
    {
        Directory.CreateDirectory(_disk.Folder);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RecoverAsync()
    {
        _disk.Free();
        _shim?.HealStorage();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _shim?.CountInto(_tally);
        _shim?.Dispose();
        _disk.Dispose();
        return ValueTask.CompletedTask;
    }
}
