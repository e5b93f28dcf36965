using Wallet.TestKit;

namespace Wallet.Torture;

/// <summary>Something is done to whichever member is the primary, and after a while it is as before.</summary>
/// <param name="kind">What it is called in the tally.</param>
/// <param name="weight">How often it is chosen.</param>
/// <param name="mostMilliseconds">How long it lasts at most.</param>
/// <param name="whom">Finds the primary.</param>
/// <param name="begin">Does it.</param>
/// <param name="end">Undoes it.</param>
internal sealed class MemberHarm(
    string kind, int weight, int mostMilliseconds, Func<Task<MongoMember>> whom, Func<MongoMember, Task> begin,
    Func<MongoMember, Task> end) : IHarm
{
    public string Kind => kind;

    public int Weight => weight;

    public async Task DoAsync(Random random)
    {
        var member = await whom();
        await begin(member);
        await Task.Delay(random.Next(mostMilliseconds / 10, mostMilliseconds));
        await end(member);
    }
}

/// <summary>A commit does not get through for a while, and meanwhile a silo, perhaps the one that waits for it, is
/// killed or stands still: its transaction stays open.</summary>
internal sealed class HeldCommit(Func<string> connectionString, Func<Random, HostKeeper> whom) : IHarm
{
    public string Kind => "kill -9 or SIGSTOP in the middle of a commit, a silo";

    public int Weight => 4;

    public async Task DoAsync(Random random)
    {
        var keeper = whom(random);
        await using (await MongoFailPoint.HoldAsync(connectionString(), "commitTransaction", "wallet-committer", 1))
        {
            await Task.Delay(random.Next(50, 1000));
            if (random.Next(2) == 0)
                await keeper.KillAsync();
            else
                keeper.Host?.Signal("STOP");
            await Task.Delay(random.Next(300, 12_000));
        }

        await keeper.ResumeAsync();
    }
}
