namespace Wallet.Torture;

/// <summary>Ends a process without a warning. Sometimes its successor too, while it still recovers.</summary>
internal sealed class Kill(Func<Random, HostKeeper> whom, string ofWhat = "", int weight = 12) : IHarm
{
    public string Kind => "kill -9" + ofWhat;

    public int Weight => weight;

    public async Task DoAsync(Random random)
    {
        var keeper = whom(random);
        await keeper.KillAsync();
        if (random.Next(5) == 0)
            await keeper.KillWhileStartingAsync(TimeSpan.FromMilliseconds(random.Next(50, 900)));
        await keeper.StartAsync();
    }
}

/// <summary>Asks a process to stop.</summary>
internal sealed class Terminate(Func<Random, HostKeeper> whom, string ofWhat = "") : IHarm
{
    public string Kind => "SIGTERM" + ofWhat;

    public int Weight => 2;

    public async Task DoAsync(Random random)
    {
        var keeper = whom(random);
        await keeper.TerminateAsync();
        await keeper.StartAsync();
    }
}

/// <summary>Asks a process to stop, and kills it while it is stopping.</summary>
internal sealed class KillWhileStopping(Func<Random, HostKeeper> whom, string ofWhat = "") : IHarm
{
    public string Kind => "kill -9 while stopping" + ofWhat;

    public int Weight => 1;

    public async Task DoAsync(Random random)
    {
        var keeper = whom(random);
        keeper.Host?.Signal("TERM");
        await Task.Delay(random.Next(0, 80));
        await keeper.KillAsync();
        await keeper.StartAsync();
    }
}

/// <summary>Stops a process' clockwork: it neither works nor answers, and others think what they like.</summary>
internal sealed class Freeze(Func<Random, HostKeeper> whom, string ofWhat = "", int mostMilliseconds = 4000) : IHarm
{
    public string Kind => "SIGSTOP" + ofWhat;

    public int Weight => 2;

    public async Task DoAsync(Random random)
    {
        var keeper = whom(random);
        keeper.Host?.Signal("STOP");
        await Task.Delay(random.Next(300, mostMilliseconds));
        // Killed in its sleep, now and then.
        if (random.Next(4) == 0)
        {
            await keeper.KillAsync();
            keeper.Tally.AddHarm("kill -9 while stopped" + ofWhat);
            await keeper.StartAsync();
            return;
        }

        keeper.Host?.Signal("CONT");
    }
}
