namespace Wallet.Torture;

/// <summary>Something is done to a server, and after a while it is as before.</summary>
/// <param name="kind">What it is called in the tally.</param>
/// <param name="weight">How often it is chosen.</param>
/// <param name="mostMilliseconds">How long it lasts at most.</param>
/// <param name="begin">Does it.</param>
/// <param name="end">Undoes it.</param>
internal sealed class ServerHarm(
    string kind, int weight, int mostMilliseconds, Func<Task> begin, Func<Task> end) : IHarm
{
    public string Kind => kind;

    public int Weight => weight;

    public async Task DoAsync(Random random)
    {
        await begin();
        await Task.Delay(random.Next(mostMilliseconds / 10, mostMilliseconds));
        await end();
    }
}

/// <summary>Several processes are killed at once.</summary>
internal sealed class KillTogether(string ofWhat, int weight, Tally tally, params HostKeeper[] keepers) : IHarm
{
    public string Kind => "kill -9" + ofWhat;

    public int Weight => weight;

    public async Task DoAsync(Random random)
    {
        // The first of them is in the tally by its kind.
        tally.AddHarm(Kind, keepers.Length - 1);
        await Task.WhenAll(keepers.Select(static keeper => keeper.KillAsync()));
        await Task.Delay(random.Next(500));
        await Task.WhenAll(keepers.Select(static keeper => keeper.StartAsync()));
    }
}
