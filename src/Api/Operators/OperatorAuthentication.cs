using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Wallet.Core;
using Wallet.Hosting;

namespace Wallet.Api;

/// <summary>
/// Lets through who has a key with the scope that the endpoint needs. Each call looks the key up where it is kept, so a
/// key that was revoked anywhere is refused from then on everywhere.
/// </summary>
/// <remarks>
/// Nobody guesses 256 bits. What guesses cost is reads of the ledger, so each address has
/// <see cref="FailuresPerMinute"/> of them. A key that has been right at this process is looked up all the same:
/// whoever guesses from an address that operators share with him keeps none of them out. One that has not been right
/// yet is looked up by one call at a time, and the others wait: a ledger that is slow, and clients that ask again,
/// would make many guesses of one good key.
/// </remarks>
internal sealed class OperatorAuthentication(IOperatorStore store, TimeProvider time)
{
    /// <summary>How many keys that are none one address may try in a minute.</summary>
    public const int FailuresPerMinute = 20;

    private const int MaxRemembered = 1000;

    private readonly ClientCounts _failures = new(FailuresPerMinute, time);

    // By digest: no key is kept.
    private readonly BoundedCache<string, bool> _wasRight = new(MaxRemembered);

    // Of keys that have not been right, by digest, while they last.
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _firstLookUps = new();

    /// <summary>Calls the next one, or refuses.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<NeededScope>() is { } needed)
        {
            var (caller, refusal) = OperatorConnection.Of(context) is { IsSocket: true }
                ? (OperatorCaller.CommandLine, null)
                : await FindAsync(context);
            if (refusal is null && !caller!.Scopes.HasFlag(needed.Scope))
                refusal = Problem.Forbidden.Reply();
            if (refusal is not null)
            {
                await refusal.ExecuteAsync(context);
                return;
            }

            context.Features.Set(caller);
        }

        await next(context);
    }

    private async ValueTask<(OperatorCaller? Caller, ProblemResult? Refusal)> FindAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count == 0)
            return (null, Problem.OperatorUnknown.Reply());
        var digest = BearerHeader.TryRead(header, out var text)
            && OperatorSecret.TryParse(text.ToString(), out var secret) ? secret.Digest() : null;
        var name = digest is null ? "" : Convert.ToHexString(digest);
        var client = ClientAddress.Of(context);
        if (_wasRight.TryGet(name, out _))
            return await FindAsync(digest, name, client, isGuess: false);

        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (digest is not null && _firstLookUps.GetOrAdd(name, mine) is var first && first != mine)
        {
            await first.Task;
            if (_wasRight.TryGet(name, out _))
                return await FindAsync(digest, name, client, isGuess: false);
        }

        LedgerException? failure = null;
        try
        {
            return await FindAsync(digest, name, client, isGuess: true);
        }
        catch (LedgerException e)
        {
            failure = e;
            throw;
        }
        finally
        {
            if (digest is not null)
                _firstLookUps.TryRemove(name, out _);
            End(mine, failure);
        }
    }

    // Who has waited for a ledger that is down does not try it again.
    private static void End(TaskCompletionSource lookUp, LedgerException? failure)
    {
        if (failure is null)
        {
            lookUp.SetResult();
            return;
        }

        lookUp.SetException(failure);
        _ = lookUp.Task.Exception; // Perhaps nobody waits.
    }

    private async ValueTask<(OperatorCaller? Caller, ProblemResult? Refusal)> FindAsync(
        byte[]? digest, string name, string client, bool isGuess)
    {
        // Counted before it is looked up, or many at the same moment would all be looked up.
        if (isGuess && _failures.Take(client) is { } wait)
            return (null, Problem.RateLimited.Reply(wait));

        if (digest is not null && await LookUpAsync(digest, client, isGuess) is { RevokedAt: null } key)
        {
            _wasRight.Set(name, true);
            if (isGuess)
                _failures.GiveBack(client);
            return (new OperatorCaller(key.Id, key.Scopes), null);
        }

        _wasRight.Remove(name);
        if (!isGuess)
            _failures.Take(client);
        return (null, new ProblemResult(Problem.OperatorUnknown) { Challenge = BearerTokens.InvalidTokenChallenge });
    }

    private async ValueTask<OperatorKey?> LookUpAsync(byte[] digest, string client, bool isGuess)
    {
        try
        {
            return await store.FindOperatorKeyAsync(digest);
        }
        catch (LedgerException) when (isGuess)
        {
            // Whether it was wrong nobody knows: operators must not be kept out when the ledger is well again.
            _failures.GiveBack(client);
            throw;
        }
    }
}
