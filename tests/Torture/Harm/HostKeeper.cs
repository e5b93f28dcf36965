namespace Wallet.Torture;

/// <summary>Keeps one host going on one data folder: starts it, ends it, and notes when it ends without having been told to.</summary>
internal sealed class HostKeeper(DataDisk disk, FaultShim? shim, WalletHttp http, HostLog log, Tally tally) : IAsyncDisposable
{
    private static readonly TimeSpan ReadyPatience = TimeSpan.FromSeconds(60);

    private readonly IReadOnlyDictionary<string, string> _environment = shim?.Environment ?? new Dictionary<string, string>();

    /// <summary>The host; null while there is none.</summary>
    public RunningHost? Host { get; private set; }

    /// <summary>Where harm is counted.</summary>
    public Tally Tally => tally;

    /// <summary>Starts the host.</summary>
    public async Task StartAsync()
    {
        Host = await RunningHost.StartAsync(disk.Folder, _environment, log);
        http.Address = Host!.Address;
    }

    /// <summary>Starts a host and kills it before or right after it listens.</summary>
    public async Task KillWhileStartingAsync(TimeSpan after)
    {
        await RunningHost.StartAsync(disk.Folder, _environment, log, killAfter: after);
        tally.AddHarm("kill -9 while starting");
    }

    /// <summary>Kills the host, if there is one.</summary>
    public Task KillAsync() => EndAsync(static host => host.KillAsync());

    /// <summary>Asks the host to stop. It must end well.</summary>
    public Task TerminateAsync() => EndAsync(async host =>
    {
        await host.TerminateAsync();
        if (host.ExitCode != 0)
            tally.Violation($"a host that was asked to stop ended with {host.ExitCode}: {log.LastLines}");
    });

    /// <summary>Sees to it that the host runs, is well and ready.</summary>
    public async Task RecoverAsync()
    {
        disk.Free();
        shim?.HealStorage();
        Host?.Signal("CONT");
        if (Host is { HasExited: true })
            await EndAsync(static _ => Task.CompletedTask);
        if (Host is null)
            await StartAsync();
        using var patience = new CancellationTokenSource(ReadyPatience);
        while ((await http.GetAsync("/health/ready", null, TimeSpan.FromSeconds(5))).Status != 200)
        {
            if (patience.IsCancellationRequested)
                throw new InvalidOperationException($"The host was not ready within a minute of the harm's end: {log.LastLines}");
            await Task.Delay(50, CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Host?.Signal("CONT");
        if (Host is not null)
            await Host.DisposeAsync();
    }

    private async Task EndAsync(Func<RunningHost, Task> end)
    {
        if (Host is not { } host)
            return;
        if (host is { HasExited: true, EndIsExpected: false })
            tally.Violation($"the host ended by itself with {host.ExitCode}: {log.LastLines}");
        try
        {
            await end(host);
        }
        finally
        {
            (Host, http.Address) = (null, null);
            await host.DisposeAsync();
        }
    }
}
