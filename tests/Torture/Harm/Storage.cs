namespace Wallet.Torture;

/// <summary>The disk is full for a while.</summary>
internal sealed class FullDisk(DataDisk disk, Func<Random, HostKeeper> whom) : IHarm
{
    public string Kind => "full disk";

    public int Weight => 2;

    public async Task DoAsync(Random random)
    {
        if (!disk.Fill())
            return;
        await Task.Delay(random.Next(200, 2000));
        if (random.Next(4) == 0)
        {
            var keeper = whom(random);
            keeper.Tally.AddHarm("kill -9 on a full disk");
            await keeper.KillAsync();
            disk.Free();
            await keeper.StartAsync();
        }

        disk.Free();
    }
}

/// <summary>Some of the next writes to the ledger fail.</summary>
internal sealed class FailingWrites(FaultShim shim) : IHarm
{
    public string Kind => "write errors (EIO), episodes";

    public int Weight => 2;

    public async Task DoAsync(Random random)
    {
        shim.WritesToFail = 1 + random.Next(random.Next(2) == 0 ? 3 : 40);
        await Task.Delay(random.Next(200, 1500));
        shim.HealStorage();
    }
}

/// <summary>Some of the next syncs of the ledger fail: whether a commit landed is then anybody's guess.</summary>
internal sealed class FailingSyncs(FaultShim shim, Func<Random, HostKeeper> whom) : IHarm
{
    public string Kind => "fsync errors (EIO), episodes";

    public int Weight => 2;

    public async Task DoAsync(Random random)
    {
        shim.SyncsToFail = 1 + random.Next(random.Next(2) == 0 ? 2 : 20);
        await Task.Delay(random.Next(200, 1500));
        // A crash right after it, too.
        if (random.Next(3) == 0)
        {
            var keeper = whom(random);
            keeper.Tally.AddHarm("kill -9 after fsync errors");
            await keeper.KillAsync();
            shim.HealStorage();
            await keeper.StartAsync();
        }

        shim.HealStorage();
    }
}

/// <summary>Syncs take long.</summary>
internal sealed class SlowSyncs(FaultShim shim) : IHarm
{
    public string Kind => "slow fsync, episodes";

    public int Weight => 1;

    public async Task DoAsync(Random random)
    {
        shim.SyncDelay = TimeSpan.FromMilliseconds(random.Next(2) == 0 ? random.Next(5, 60) : random.Next(300, 2500));
        await Task.Delay(random.Next(500, 3000));
        shim.HealStorage();
    }
}
