using System.Runtime.CompilerServices;
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
    private static readonly Func<ILogger, string, IDisposable?> RequestScope =
        LoggerMessage.DefineScope<string>(RequestIds.Scope);

    private readonly GrainLockoutStore _store;
    private readonly SignInLockout _lockout;
    private readonly ILogger _log;

    /// <summary>Made by the runtime.</summary>
    public SignInLockoutGrain(
        [FromKeyedServices(LockoutStorage.Provider)] IGrainStorage storage, SignInOptions options, IdleOptions idle,
        TimeProvider time, ILogger<SignInLockoutGrain> log)
        : base(idle)
    {
        _store = new GrainLockoutStore(storage, LockoutStorage.SignIn, this.GetGrainId(), time);
        _lockout = new SignInLockout(_store, options, time);
        _log = log;
    }

    /// <inheritdoc/>
    public Task<SignInPermit> BeginAsync(EmailAddress email, string address) => AskAsync(
        async () => await _lockout.BeginAsync(email, address) is { } lockedFor
            ? new SignInPermit(SignInVerdict.Locked, lockedFor)
            : new SignInPermit(SignInVerdict.Counted),
        new SignInPermit(SignInVerdict.Unavailable));

    /// <inheritdoc/>
    public Task<bool> SucceedAsync(EmailAddress email, string address) =>
        AskAsync(() => _lockout.SucceedAsync(email, address));

    /// <inheritdoc/>
    public Task<SignInLock?> LookAsync(EmailAddress email) => AskAsync<SignInLock?>(
        async () =>
        {
            var (lockedUntil, addresses) = _lockout.Look(email, await _store.ReadAllAsync());
            return new SignInLock(lockedUntil, addresses);
        },
        null);

    /// <inheritdoc/>
    public Task<bool> UnlockAsync() => AskAsync(_store.ClearAsync);

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

    private Task<bool> AskAsync(Func<ValueTask> act, [CallerMemberName] string method = "") => AskAsync(
        async () =>
        {
            await act();
            return true;
        },
        false, method);

    private async Task<T> AskAsync<T>(Func<Task<T>> ask, T otherwise, [CallerMemberName] string method = "")
    {
        using var span = GrainSpans.StartReceived<ISignInLockoutGrain>(method);
        Asked();
        try
        {
            return await ask();
        }
        catch (IOException e)
        {
            using var scope = RequestIds.Received is { } id ? RequestScope(_log, id) : null;
            LogFailure(_log, e.InnerException ?? e);
            return otherwise;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lockout of signing in could not use its storage.")]
    private static partial void LogFailure(ILogger log, Exception exception);
}
