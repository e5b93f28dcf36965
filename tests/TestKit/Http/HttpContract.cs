namespace Wallet.TestKit.Http;

/// <summary>
/// The base of the HTTP suite: one class of tests for each feature, black box, against any host. A project that runs it
/// derives one class from each and supplies its <see cref="WalletHosts"/>.
/// </summary>
public abstract class HttpContract(WalletHosts hosts)
{
    /// <summary>Starts hosts.</summary>
    protected WalletHosts Hosts { get; } = hosts;

    /// <summary>A client of the shared host.</summary>
    protected WalletClient Client => Hosts.Shared.Client;

    /// <summary>A new user of the shared host.</summary>
    protected Task<TestUser> UserAsync(long funds = 0) => TestUser.RegisterAsync(Client, funds);

    /// <summary>A key that was never used.</summary>
    protected static string NewKey() => Guid.NewGuid().ToString();

    /// <summary>Does the same <paramref name="count"/> times at once.</summary>
    protected static async Task<Reply[]> AtOnceAsync(int count, Func<int, Task<Reply>> send)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = Enumerable.Range(0, count).Select(async i =>
        {
            await start.Task;
            return await send(i);
        }).ToArray();
        start.SetResult();
        return await Task.WhenAll(all);
    }
}
