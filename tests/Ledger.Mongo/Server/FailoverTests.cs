using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>A set of three members loses its primary in the middle of commits.</summary>
public sealed class FailoverTests(ThreeMembers set) : IClassFixture<ThreeMembers>, IAsyncLifetime
{
    private const int Payers = 16, Questions = 10;
    private const long Funds = 1_000_000;

    private readonly string _database = $"wallet-test-{Guid.NewGuid():N}";
    private readonly List<MongoLedger> _ledgers = [];

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var ledger in _ledgers)
            await ledger.DisposeAsync();
    }

    [Fact]
    public async Task No_acknowledged_payment_is_lost_and_none_doubled_whatever_ends_the_primary()
    {
        var server = set.Require();
        await server.IsWholeAsync();
        var (ledger, reader) = (await OpenAsync(), await OpenAsync());
        var wallets = new List<WalletId>();
        foreach (var name in (string[])["ada", "bob", "cid", "dan", "eve", "fay"])
            wallets.Add(await ledger.RegisterWalletAsync(name));
        ledger.BeginEpoch();
        await ledger.CommitAsync([.. wallets.Select(static wallet => Commands.Deposit(wallet, Funds))]);
        var crowd = new PayingCrowd(ledger, reader, [.. wallets]);
        using var stop = new CancellationTokenSource();
        var paying = crowd.PayAsync(Payers, TestSeed.Random(out _), stop.Token);
        foreach (var end in (Func<Task>[])[KillAsync, StepDownAsync, FreezeAsync, KillAsync, StepDownAsync])
        {
            await GoesOnAsync();
            await end();
        }

        await GoesOnAsync();
        await stop.CancelAsync();
        await paying;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{crowd.Paid} payments acknowledged, {crowd.Doubtful} outcomes asked for again");
        await crowd.SettleAsync(Funds);
        Assert.Empty((await MongoAudit.RunAsync(
            Options(server.ConnectionString), cancellation: TestContext.Current.CancellationToken)).Violations);

        Task GoesOnAsync()
        {
            var before = crowd.Paid;
            return Waiting.UntilAsync(() => paying.IsFaulted || crowd.Paid >= before + 20 * Payers);
        }

        async Task KillAsync()
        {
            var primary = await server.PrimaryAsync();
            await primary.StopAsync();
            await server.PrimaryAsync();
            await GoesOnAsync();
            await primary.StartAsync();
            await server.IsWholeAsync();
        }

        async Task StepDownAsync()
        {
            await server.StepDownAsync();
            await server.IsWholeAsync();
        }

        async Task FreezeAsync()
        {
            var primary = await server.PrimaryAsync();
            await primary.PauseAsync();
            await server.PrimaryAsync();
            await GoesOnAsync();
            await primary.ResumeAsync();
            await server.IsWholeAsync();
        }
    }

    // It still takes itself for the primary when it wakes up, and has the questions before it can learn better.
    [Fact]
    public async Task A_primary_that_was_replaced_while_it_stood_still_never_tells_what_was_true_before()
    {
        var server = set.Require();
        await server.IsWholeAsync();
        var (ledger, old) = (await OpenAsync(), await server.PrimaryAsync());
        // Patient, or it would give the server up before that wakes up.
        var stale = await OpenAsync($"mongodb://{old.Address}/?directConnection=true&heartbeatFrequencyMS=60000", 30);
        var (ada, bob) = (await ledger.RegisterWalletAsync("ada"), await ledger.RegisterWalletAsync("bob"));
        await ledger.CommitAsync([Commands.Deposit(ada, 1000)]);
        var user = (await stale.FindByEmailAsync(People.Email("ada@example.org")))!;
        // Each question shall find a connection.
        await Task.WhenAll(Enumerable.Range(0, 3 * Questions).Select(_ => stale.BalanceAsync(ada)));

        await old.PauseAsync();
        var transfer = Commands.Transfer(ada, bob, 10);
        await Waiting.UntilAsync(async () => await IsDoneAsync(async () =>
            Assert.Single(await ledger.CommitAsync([transfer.Again()])).Code == OutcomeCode.Committed));
        Assert.True(await ledger.ReplacePasswordAsync(user.Id, user.Password, People.Hash()));
        var questions = Enumerable.Range(0, Questions).SelectMany(_ => (Task<bool>[])
        [
            IsDoneAsync(async () => (await stale.FindAsync(user.Id))!.TokenGeneration == user.TokenGeneration),
            IsDoneAsync(async () => await stale.FindKeyAsync(ada, transfer.Key) is null),
            IsDoneAsync(async () => await stale.BalanceAsync(ada) == 1000),
        ]).ToList();
        await Task.Delay(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);
        await old.ResumeAsync();

        Assert.DoesNotContain(true, await Task.WhenAll(questions));
        await server.IsWholeAsync();
        Assert.NotNull((await ledger.FindKeyAsync(ada, transfer.Key))?.Transfer);
        Assert.Equal(user.TokenGeneration + 1, (await ledger.FindAsync(user.Id))!.TokenGeneration);
    }

    [Fact]
    public async Task A_revoked_token_generation_is_never_read_back_while_primaries_change()
    {
        var server = set.Require();
        await server.IsWholeAsync();
        var (ledger, reader) = (await OpenAsync(), await OpenAsync());
        var wallet = await ledger.RegisterWalletAsync("ada");
        var user = (await ledger.FindByEmailAsync(People.Email("ada@example.org")))!;
        Assert.Equal(wallet, user.Wallet);
        var (revoked, read) = (user.TokenGeneration, 0);
        using var stop = new CancellationTokenSource();
        var reading = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var least = Volatile.Read(ref revoked);
                if (await IsDoneAsync(async () => (await reader.FindAsync(user.Id))!.TokenGeneration < least))
                    Assert.Fail("A generation that had been ended was read.");
                Interlocked.Increment(ref read);
            }
        }, CancellationToken.None)));

        for (var i = 0; i < 3; i++)
        {
            for (var before = revoked; revoked < before + 10;)
            {
                var now = (await Found()).Password;
                await IsDoneAsync(async () => await ledger.ReplacePasswordAsync(user.Id, now, People.Hash()));
                Volatile.Write(ref revoked, (await Found()).TokenGeneration);
            }

            await server.StepDownAsync();
        }

        await stop.CancelAsync();
        await reading;
        Assert.True(read > 100);

        async Task<User> Found()
        {
            User? found = null;
            await Waiting.UntilAsync(async () =>
                await IsDoneAsync(async () => (found = await ledger.FindAsync(user.Id)) is not null));
            return found!;
        }
    }

    // What can't be told is told to nobody.
    private static async Task<bool> IsDoneAsync(Func<Task<bool>> act)
    {
        try
        {
            return await act();
        }
        catch (LedgerException)
        {
            return false;
        }
    }

    private async Task<MongoLedger> OpenAsync(string? connectionString = null, int seconds = 5)
    {
        var ledger = await MongoLedger.OpenAsync(
            Options(connectionString ?? set.Require().ConnectionString, seconds), TimeProvider.System,
            TestContext.Current.CancellationToken);
        _ledgers.Add(ledger);
        return ledger;
    }

    private MongoLedgerOptions Options(string connectionString, int seconds = 5) => new()
    {
        ConnectionString = connectionString,
        Database = _database,
        Timeout = TimeSpan.FromSeconds(seconds),
    };
}
