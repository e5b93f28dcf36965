using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <inheritdoc cref="ISignInLockoutGrain"/>
// Not reentrant, so that the attempts on one e-mail are counted one after the other. It stays for longer than its
// counts are kept, and can remove them when it goes.
[KeepAlive]
public sealed partial class SignInLockoutGrain : IdleGrain, ISignInLockoutGrain
{
    private readonly GrainLockoutStore _store;
    private readonly SignInLockout _lockout;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    /// <summary>Made by the runtime.</summary>
    public SignInLockoutGrain(
        [FromKeyedServices(LockoutStorage.Provider)] IGrainStorage storage, SignInOptions options, IdleOptions idle,
        TimeProvider time, ILogger<SignInLockoutGrain> log)
        : base(idle)
    {
        _store = new GrainLockoutStore(storage, LockoutStorage.SignIn, this.GetGrainId(), time);
        _lockout = new SignInLockout(_store, options, time);
        (_time, _log) = (time, log);
    }

    /// <inheritdoc/>
    public async Task<SignInPermit> BeginAsync(EmailAddress email, string address)
    {
        Asked();
        try
        {
            return await _lockout.BeginAsync(email, address) is { } lockedFor
                ? new SignInPermit(SignInVerdict.Locked, lockedFor)
                : new SignInPermit(SignInVerdict.Counted);
        }
        catch (IOException e)
        {
            LogFailure(_log, e.InnerException ?? e);
            return new SignInPermit(SignInVerdict.Unavailable);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> SucceedAsync(EmailAddress email, string address)
    {
        Asked();
        try
        {
            await _lockout.SucceedAsync(email, address);
            return true;
        }
        catch (IOException e)
        {
            LogFailure(_log, e.InnerException ?? e);
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<SignInLock?> LookAsync(EmailAddress email)
    {
        Asked();
        try
        {
            var (all, addresses) = _lockout.Look(email, await _store.ReadAllAsync());
            return new SignInLock(all.IsLocked(Timestamp.Now(_time)) ? all.LockedUntil : null, addresses);
        }
        catch (IOException e)
        {
            LogFailure(_log, e.InnerException ?? e);
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> UnlockAsync()
    {
        Asked();
        try
        {
            await _store.ClearAsync();
            return true;
        }
        catch (IOException e)
        {
            LogFailure(_log, e.InnerException ?? e);
            return false;
        }
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        try
        {
            await _store.PruneAsync();
        }
        catch (IOException e)
        {
            LogFailure(_log, e.InnerException ?? e); // It leaves a row too many, which the next attempt removes.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lockout of signing in could not use its storage.")]
    private static partial void LogFailure(ILogger log, Exception exception);
}
