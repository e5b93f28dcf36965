using Microsoft.Extensions.Logging;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Api;

/// <summary>What operators ask of grains. What can't be reached is told as a value: for what may have happened all the
/// same, asking again is safe.</summary>
internal sealed partial class OperatorGrains(IGrainFactory grains, ILogger<OperatorGrains> log)
{
    /// <summary>What is locked of a user's PIN; null if nobody can tell.</summary>
    public Task<PinLock?> LookAtPinAsync(User user) =>
        AskAsync<ITransferGrain, PinLock?>(nameof(ITransferGrain.LookAtPinAsync),
            () => grains.Transfer(user.Wallet).LookAtPinAsync(user.Id), null);

    /// <summary>What is locked of signing in with a user's e-mail; null if nobody can tell.</summary>
    public Task<SignInLock?> LookAtSignInAsync(User user) =>
        AskAsync<ISignInLockoutGrain, SignInLock?>(nameof(ISignInLockoutGrain.LookAsync),
            () => grains.SignInLockout(user.Email).LookAsync(user.Email), null);

    /// <summary>Lifts a lock. False if it may be there still.</summary>
    public Task<bool> UnlockAsync(User user, UnlockedSecret secret) => secret == UnlockedSecret.Pin
        ? AskAsync<ITransferGrain, bool>(nameof(ITransferGrain.UnlockPinAsync),
            () => grains.UnlockAsync(user, secret), false)
        : AskAsync<ISignInLockoutGrain, bool>(nameof(ISignInLockoutGrain.UnlockAsync),
            () => grains.UnlockAsync(user, secret), false);

    /// <summary>Gives back a transfer.</summary>
    public Task<Decision> ReverseAsync(ReversalOrder order) =>
        AskAsync<IOperatorGrain, Decision>(nameof(IOperatorGrain.ReverseAsync),
            () => grains.Operators().ReverseAsync(order), new Decision(OutcomeCode.OutcomeUnknown));

    /// <summary>Begins an audit.</summary>
    /// <returns>Whether the grain answered, and when the audit began; null if one runs.</returns>
    public async Task<(bool Answered, Timestamp? StartedAt)> StartAuditAsync() =>
        await AskAsync<IAuditGrain, (bool, Timestamp?)>(
            nameof(IAuditGrain.StartAsync), () => StartAsync(grains.Audits()), (false, null));

    /// <summary>How it is with audits; null if nobody can tell.</summary>
    public Task<AuditState?> LookAtAuditsAsync() => AskAsync<IAuditGrain, AuditState?>(
        nameof(IAuditGrain.LookAsync), () => LookAsync(grains.Audits()), null);

    /// <summary>How it is with backups; null where none are made, and if nobody can tell.</summary>
    public Task<BackupState?> LookAtBackupsAsync() => AskAsync<IBackupGrain, BackupState?>(
        nameof(IBackupGrain.LookAsync), () => grains.Backups().LookAsync(), null);

    private static async Task<(bool, Timestamp?)> StartAsync(IAuditGrain audits) => (true, await audits.StartAsync());

    private static async Task<AuditState?> LookAsync(IAuditGrain audits) => await audits.LookAsync();

    // While all silos are of an older version, there is no such grain, and Orleans says so before there is a call.
    private async Task<T> AskAsync<TGrain, T>(string method, Func<Task<T>> ask, T otherwise) where TGrain : IAddressable
    {
        using var span = GrainSpans.StartCall<TGrain>(method);
        try
        {
            return await ask();
        }
#pragma warning disable CA1031 // Whatever went wrong on the way, nobody knows more.
        catch (Exception e)
#pragma warning restore CA1031
        {
            span.Fail(e);
            LogFailure(e);
            return otherwise;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The answer to an operator's question did not arrive.")]
    private partial void LogFailure(Exception exception);
}
