using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Wallet.Api;
using Wallet.Core;

namespace Wallet.Standalone.Tests.InProcess;

/// <summary>Many calls with one key while the ledger is slow to say whether it is right.</summary>
public sealed class OperatorKeyLookUpTests
{
    private const int Calls = 100;

    // What it takes to write a refusal.
    private static readonly IServiceProvider Services = new ServiceCollection().AddOptions().BuildServiceProvider();

    [Fact]
    public async Task A_slow_ledger_keeps_nobody_out_who_has_a_key()
    {
        var store = new SlowStore();
        var calls = Begin(new OperatorAuthentication(store, TimeProvider.System));
        // The others wait for the first one.
        Assert.Equal(1, store.LookUps);

        store.Answer.SetResult(Key(revokedAt: null));

        Assert.All(await Task.WhenAll(calls), static status => Assert.Equal(StatusCodes.Status200OK, status));
        // Each looks the key up itself, for it may have been revoked since the first one did.
        Assert.Equal(Calls, store.LookUps);
    }

    [Fact]
    public async Task A_key_that_is_wrong_is_looked_up_as_often_as_guesses_are_allowed()
    {
        var store = new SlowStore();
        var calls = Begin(new OperatorAuthentication(store, TimeProvider.System));

        store.Answer.SetResult(Key(revokedAt: Timestamp.Now(TimeProvider.System)));

        var statuses = await Task.WhenAll(calls);
        Assert.Equal(OperatorAuthentication.FailuresPerMinute, store.LookUps);
        Assert.Equal(store.LookUps, statuses.Count(static status => status == StatusCodes.Status401Unauthorized));
        Assert.Equal(Calls - store.LookUps,
            statuses.Count(static status => status == StatusCodes.Status429TooManyRequests));
    }

    [Fact]
    public async Task A_ledger_that_is_down_is_asked_once_for_all_and_counts_as_nobody_s_guess()
    {
        var store = new SlowStore();
        var authentication = new OperatorAuthentication(store, TimeProvider.System);
        var calls = Begin(authentication);

        store.Answer.SetException(new LedgerException(LedgerFailure.Unavailable, "down"));

        foreach (var call in calls)
            await Assert.ThrowsAsync<LedgerException>(() => call);
        Assert.Equal(1, store.LookUps);
        store.Answer = new TaskCompletionSource<OperatorKey?>();
        store.Answer.SetResult(Key(revokedAt: null));
        Assert.All(await Task.WhenAll(Begin(authentication)),
            static status => Assert.Equal(StatusCodes.Status200OK, status));
    }

    private static OperatorKey Key(Timestamp? revokedAt) => new(
        OperatorKeyId.New(TimeProvider.System), Note.Parse("desk"), OperatorScopes.Read,
        Timestamp.Now(TimeProvider.System), revokedAt);

    private static List<Task<int>> Begin(OperatorAuthentication authentication)
    {
        var key = OperatorSecret.New().Reveal;
        return [.. Enumerable.Range(0, Calls).Select(_ => CallAsync(authentication, key))];
    }

    private static async Task<int> CallAsync(OperatorAuthentication authentication, string key)
    {
        var context = new DefaultHttpContext { RequestServices = Services };
        context.SetEndpoint(new Endpoint(
            null, new EndpointMetadataCollection(new NeededScope(OperatorScopes.Read)), null));
        context.Request.Headers.Authorization = "Bearer " + key;
        await authentication.InvokeAsync(context, static _ => Task.CompletedTask);
        return context.Response.StatusCode;
    }

    private sealed class SlowStore : IOperatorStore
    {
        private int _lookUps;

        public int LookUps => _lookUps;

        public TaskCompletionSource<OperatorKey?> Answer { get; set; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<OperatorKey?> FindOperatorKeyAsync(byte[] digest)
        {
            Interlocked.Increment(ref _lookUps);
            return new(Answer.Task);
        }

        public ValueTask<IReadOnlyList<OperatorKey>> ListOperatorKeysAsync() => throw new NotSupportedException();

        public ValueTask<OperatorVerdict> ActAsync(OperatorAct act) => throw new NotSupportedException();

        public ValueTask<Freeze?> FindFreezeAsync(WalletId wallet) => throw new NotSupportedException();

        public ValueTask<OperatorLogEntry?> FindLastFreezeAsync(WalletId wallet) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<OperatorLogEntry>> ReadOperatorLogAsync(
            int limit, long? beforeSequence = null) => throw new NotSupportedException();

        public ValueTask SaveAuditAsync(StoredAudit audit) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<StoredAudit>> ListAuditsAsync(int limit) => throw new NotSupportedException();
    }
}
