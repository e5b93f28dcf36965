using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Api;

/// <summary>The lockout of signing in, asked of the grain of the e-mail. If that can't be reached or its store is down,
/// nothing is compared.</summary>
internal sealed class GrainSignInLockout(IGrainFactory grains) : ISignInLockout
{
    /// <inheritdoc/>
    public async ValueTask<TimeSpan?> BeginAsync(EmailAddress email, string address)
    {
        var permit = await AskAsync(
            nameof(ISignInLockoutGrain.BeginAsync), grain => grain.BeginAsync(email, address), email);
        return permit.Verdict switch
        {
            SignInVerdict.Counted => null,
            SignInVerdict.Locked => permit.LockedFor,
            _ => throw new IOException("The lockout's store is down."),
        };
    }

    /// <inheritdoc/>
    public async ValueTask SucceedAsync(EmailAddress email, string address)
    {
        if (!await AskAsync(
            nameof(ISignInLockoutGrain.SucceedAsync), grain => grain.SucceedAsync(email, address), email))
            throw new IOException("The lockout's store is down.");
    }

    private async Task<T> AskAsync<T>(string method, Func<ISignInLockoutGrain, Task<T>> ask, EmailAddress email)
    {
        using var span = GrainSpans.StartCall<ISignInLockoutGrain>(method);
        try
        {
            return await ask(grains.SignInLockout(email));
        }
        catch (Exception e) when (e is not IOException)
        {
            span.Fail(e);
            // The port's one exception; a grain that can't be reached throws whatever the runtime throws.
            throw new IOException("The lockout can't be reached.", e);
        }
    }
}
