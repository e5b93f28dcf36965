namespace Wallet.Torture;

/// <summary>Ends the process without a warning. Sometimes its successor too, while it still recovers.</summary>
internal sealed class Kill : IHarm
{
    public string Kind => "kill -9";

    public int Weight => 12;

    public async Task DoAsync(HostKeeper keeper, Random random)
    {
        await keeper.KillAsync();
        if (random.Next(5) == 0)
            await keeper.KillWhileStartingAsync(TimeSpan.FromMilliseconds(random.Next(50, 900)));
        await keeper.StartAsync();
    }
}

/// <summary>Asks the process to stop.</summary>
internal sealed class Terminate : IHarm
{
    public string Kind => "SIGTERM";

    public int Weight => 2;

    public async Task DoAsync(HostKeeper keeper, Random random)
    {
        await keeper.TerminateAsync();
        await keeper.StartAsync();
    }
}

/// <summary>Asks it to stop, and kills it while it is stopping.</summary>
internal sealed class KillWhileStopping : IHarm
{
    public string Kind => "kill -9 while stopping";

    public int Weight => 1;

    public async Task DoAsync(HostKeeper keeper, Random random)
    {
        keeper.Host?.Signal("TERM");
        await Task.Delay(random.Next(0, 80));
        await keeper.KillAsync();
        await keeper.StartAsync();
    }
}

/// <summary>Stops the process' clockwork: it neither works nor answers, and its clients think what they like.</summary>
internal sealed class Freeze : IHarm
{
    public string Kind => "SIGSTOP";

    public int Weight => 2;

    public async Task DoAsync(HostKeeper keeper, Random random)
    {
        keeper.Host?.Signal("STOP");
        await Task.Delay(random.Next(300, 4000));
        // Killed in its sleep, now and then.
        if (random.Next(4) == 0)
        {
            await keeper.KillAsync();
            keeper.Tally.AddHarm("kill -9 while stopped");
            await keeper.StartAsync();
            return;
        }

        keeper.Host?.Signal("CONT");
    }
}
