namespace Wallet.Torture;

/// <summary>Keeps one process going: starts it, ends it, and notes when it ends without having been told to.</summary>
/// <param name="name">What it is called.</param>
/// <param name="program">What to start, asked for each start.</param>
/// <param name="log">Gets what it prints.</param>
/// <param name="tally">Where harm and surprises are counted.</param>
/// <param name="onServing">Told when it serves, and when it does no more.</param>
/// <param name="startTries">How often to start it before giving up: in a cluster half of which has just been killed, a
/// start may be refused.</param>
/// <param name="mayLeave">
/// Whether it may end by itself: a silo that the others have declared dead while it stood still does so, and is started
/// again.
/// </param>
internal sealed class HostKeeper(string name, Func<HostProgram> program, HostLog log, Tally tally,
    Action<RunningHost?> onServing, int startTries = 1, bool mayLeave = false) : IAsyncDisposable
{
    private static readonly TimeSpan ReadyPatience = TimeSpan.FromMinutes(3);

    /// <summary>The host; null while there is none.</summary>
    public RunningHost? Host { get; private set; }

    /// <summary>Where harm is counted.</summary>
    public Tally Tally => tally;

    /// <summary>Starts the host.</summary>
    public async Task StartAsync()
    {
        for (var tries = 1; Host is null; tries++)
        {
            Host = await RunningHost.StartAsync(program(), log);
            if (Host is not null)
                break;
            if (tries >= startTries)
                throw new InvalidOperationException($"The {name} did not start: {log.LastLines}");
            tally.AddHarm($"{name}: start refused, tried again");
            await Task.Delay(1000);
        }

        tally.Starts.Add();
        onServing(Host);
    }

    /// <summary>Starts a host and kills it before or right after it listens.</summary>
    public async Task KillWhileStartingAsync(TimeSpan after)
    {
        await RunningHost.KillWhileStartingAsync(program(), log, after);
        tally.AddHarm("kill -9 while starting");
    }

    /// <summary>Kills the host, if there is one.</summary>
    public Task KillAsync() => EndAsync(static host => host.KillAsync());

    /// <summary>Asks the host to stop. It must end well.</summary>
    public Task TerminateAsync() => EndAsync(StopAsync);

    /// <summary>Starts another host, and asks the one that was there to stop as soon as clients have a better
    /// one.</summary>
    public async Task ReplaceAsync(WalletHttp http)
    {
        var before = Host ?? throw new InvalidOperationException($"There is no {name} to be replaced.");
        Host = null;
        try
        {
            await StartAsync();
            await ReadyAsync(http);
            await StopAsync(before);
        }
        finally
        {
            await before.DisposeAsync();
        }
    }

    /// <summary>Sees to it that the host runs and goes on.</summary>
    public async Task ResumeAsync()
    {
        Host?.Signal("CONT");
        if (Host is { HasExited: true })
            await EndAsync(static _ => Task.CompletedTask);
        if (Host is null)
            await StartAsync();
    }

    /// <summary>Waits until the host says that it is ready.</summary>
    public async Task ReadyAsync(WalletHttp http)
    {
        using var patience = new CancellationTokenSource(ReadyPatience);
        while (Host is not { HasExited: false } host
            || (await http.GetHealthAsync(host.Address, TimeSpan.FromSeconds(5))).Status != 200)
        {
            if (patience.IsCancellationRequested)
                throw new InvalidOperationException(
                    $"The {name} was not ready within three minutes of the harm's end: {log.LastLines}");
            if (Host is not { HasExited: false })
                await ResumeAsync();
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

    private async Task StopAsync(RunningHost host)
    {
        await host.TerminateAsync();
        if (host.ExitCode != 0)
            tally.Violation($"a {name} that was asked to stop ended with {host.ExitCode}: {log.LastLines}");
    }

    private async Task EndAsync(Func<RunningHost, Task> end)
    {
        if (Host is not { } host)
            return;
        if (host is { HasExited: true, EndIsExpected: false })
        {
            if (mayLeave)
                tally.AddHarm($"{name}: left by itself ({host.ExitCode})");
            else
                tally.Violation($"the {name} ended by itself with {host.ExitCode}: {log.LastLines}");
        }

        try
        {
            if (!host.HasExited)
                await end(host);
        }
        finally
        {
            Host = null;
            onServing(null);
            await host.DisposeAsync();
        }
    }
}
