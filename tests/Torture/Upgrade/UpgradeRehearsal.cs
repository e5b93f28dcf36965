namespace Wallet.Torture;

/// <summary>
/// The upgrade of a cluster that goes on serving, and the way back, as docs/operations.md has them: each step once, in
/// its order. A step is a round of the torture, so clients are at work meanwhile, and everything is compared with the
/// model after it.
/// </summary>
internal sealed class UpgradeRehearsal : IDisposable
{
    private static readonly (string Name, Func<UpgradeRehearsal, Task> DoAsync)[] All =
    [
        ("step 1: audit --save, backups of ledger and lockouts", static it => it.BackUpAsync()),
        ("step 2: schema, by the new silo", static it => it.MakeSchemaAsync()),
        ("steps 3 and 4: silos one at a time, then the gateway", static it => it.GoForwardAsync()),
        ("step 5: audit --since", static it => it.CompareAsync()),
        ("back, before anything new was used: the gateway, then silos", static it => it.GoBackAsync()),
        ("forward again: steps 2 to 5", static it => it.GoForwardAgainAsync()),
        ("what only the new version knows is used", static it => it._things.UseAsync()),
        ("back after that: the gateway, then silos", static it => it.GoBackWithNewThingsAsync()),
        ("forward once more: steps 2 to 5", static it => it.GoForwardWithNewThingsAsync()),
        ("the backups restored, and audited since the heads of step 1", static it => it.RestoreAsync()),
    ];

    private readonly ClusterVictim _cluster;
    private readonly MongoClusterLedger _ledger;
    private readonly Tally _tally;
    private readonly NewThings _things;

    /// <summary>Prepares it.</summary>
    public UpgradeRehearsal(ClusterVictim cluster, MongoClusterLedger ledger, WalletHttp http, Tally tally)
    {
        (_cluster, _ledger, _tally) = (cluster, ledger, tally);
        _things = new NewThings(http, tally);
        Steps = [.. All.Select((step, i) => new Step($"{i + 1:00} {step.Name}", () => step.DoAsync(this)))];
    }

    /// <summary>How many steps there are.</summary>
    public static int Count => All.Length;

    /// <summary>The steps, in the order in which they are done.</summary>
    public IReadOnlyList<IHarm> Steps { get; }

    /// <inheritdoc/>
    public void Dispose() => _things.Dispose();

    private string Heads => Path.Combine(_ledger.Beside, "heads");

    private string LedgerCopy => Path.Combine(_ledger.Beside, "ledger");

    private string LockoutsCopy => Path.Combine(_ledger.Beside, "lockouts.sql");

    // The heads first, so that all that they tell of is in the copy.
    private async Task BackUpAsync()
    {
        await ExpectAsync(_cluster.Older, null, "audit", "--save", Heads);
        var since = TimeProvider.System.GetTimestamp();
        await _ledger.CopyAsync(LedgerCopy);
        Say($"the ledger stood still for {TimeProvider.System.GetElapsedTime(since).TotalSeconds:0.0} s to be copied");
        await _cluster.DumpLockoutsAsync(LockoutsCopy);
    }

    private Task MakeSchemaAsync() => ExpectAsync(_cluster.Newer, null, "schema");

    private Task GoForwardAsync() => _cluster.BringToAsync(_cluster.Newer);

    private Task CompareAsync() => ExpectAsync(_cluster.Newer, null, "audit", "--since", Heads);

    private async Task GoBackAsync()
    {
        await _cluster.BringToAsync(_cluster.Older);
        await CompareAsync();
        await TellOlderAuditAsync();
    }

    private async Task GoForwardAgainAsync()
    {
        await MakeSchemaAsync();
        await GoForwardAsync();
        await CompareAsync();
    }

    private async Task GoBackWithNewThingsAsync()
    {
        await _cluster.BringToAsync(_cluster.Older);
        _cluster.ExpectsFailures = true;
        foreach (var line in await _things.LookAsync())
            Say(line);
        _cluster.ExpectsFailures = false;
        await CompareAsync();
        await TellOlderAuditAsync();
    }

    private async Task GoForwardWithNewThingsAsync()
    {
        await GoForwardAgainAsync();
        await _things.FinishAsync();
    }

    private async Task RestoreAsync()
    {
        await using (var copy = await _ledger.OpenCopyAsync(LedgerCopy))
        {
            foreach (var build in (BuiltHosts[])[_cluster.Older, _cluster.Newer])
                await ExpectAsync(build, _ledger.AddressIn(copy), "audit", "--since", Heads);
        }

        var rows = await _cluster.CompareRestoredLockoutsAsync(LockoutsCopy);
        Say($"{rows} lines of the lockouts' dump are the same after they were restored and dumped again");
    }

    // Not held against anybody: it does not know what the newer one writes.
    private async Task TellOlderAuditAsync()
    {
        var (exitCode, output) = await _cluster.RunAsync(_cluster.Older, null, "audit");
        Say($"the older version's audit ends with {exitCode}: {output.ReplaceLineEndings("; ")}");
    }

    private async Task ExpectAsync(BuiltHosts build, string? ledger, params string[] command)
    {
        var (exitCode, output) = await _cluster.RunAsync(build, ledger, command);
        if (exitCode != 0)
            _tally.Violation($"{string.Join(' ', command)} of {build.Name} ended with {exitCode}: {output}");
    }

    private static void Say(string what) => Console.WriteLine("note: " + what);

    private sealed class Step(string name, Func<Task> doAsync) : IHarm
    {
        public string Kind => name;

        public int Weight => 1;

        public Task DoAsync(Random random) => doAsync();
    }
}
