namespace Wallet.Torture;

/// <summary>A process of the cluster and the build that it is started from.</summary>
internal sealed record Post(HostKeeper Keeper, BuildInTurn Build);

/// <summary>Ends one process, well or not, and starts the other version in its place.</summary>
/// <param name="whom">Chooses the process.</param>
/// <param name="ofWhat">What is ended, in the tally.</param>
/// <param name="weight">How often it is chosen.</param>
internal sealed class Replace(Func<Random, Post> whom, string ofWhat, int weight) : IHarm
{
    public string Kind => "replaced by the other version, " + ofWhat;

    public int Weight => weight;

    public async Task DoAsync(Random random)
    {
        var post = whom(random);
        if (random.Next(3) == 0)
        {
            await post.Keeper.KillAsync();
            post.Keeper.Tally.AddHarm("kill -9 before the other version, " + ofWhat);
        }
        else
        {
            await post.Keeper.TerminateAsync();
        }

        post.Build.Change();
        await post.Keeper.StartAsync();
    }
}

/// <summary>All processes become one version, one after the other: an upgrade, or the way back.</summary>
/// <param name="posts">The processes, silos before gateways.</param>
/// <param name="builds">The older version and the newer one.</param>
/// <param name="weight">How often it is chosen.</param>
internal sealed class Roll(IReadOnlyList<Post> posts, IReadOnlyList<BuiltHosts> builds, int weight) : IHarm
{
    public string Kind => "rolled to one version";

    public int Weight => weight;

    public async Task DoAsync(Random random)
    {
        var build = builds.First(one => one != posts[0].Build.Current);
        var isForward = build == builds[^1];
        posts[0].Keeper.Tally.AddHarm(Kind + (isForward ? ", forward: silos first" : ", back: the gateway first"));
        foreach (var post in InOrder(posts, isForward))
        {
            post.Build.ChangeTo(build);
            await post.Keeper.TerminateAsync();
            await post.Keeper.StartAsync();
        }
    }

    /// <summary>The order in which processes are replaced: what is new in a gateway may need something new in a
    /// silo.</summary>
    public static IEnumerable<Post> InOrder(IReadOnlyList<Post> posts, bool isForward) =>
        isForward ? posts : posts.Reverse();
}
