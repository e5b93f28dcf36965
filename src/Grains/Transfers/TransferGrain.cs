using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Storage;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <inheritdoc cref="ITransferGrain"/>
// Reentrant, because Core's lockout runs the checks of a PIN one at a time itself, and does not keep those waiting that
// need no bcrypt. Placed in the silo where the request came in.
[Reentrant, PreferLocalPlacement, KeepAlive]
public sealed class TransferGrain : IdleGrain, ITransferGrain
{
    private readonly IUserStore _users;
    private readonly ISpendingStore _spending;
    private readonly TransferGrainOptions _options;
    private readonly WalletId _wallet;
    private readonly Func<UserId, Owner> _makeOwner;
    private Owner? _owner;

    /// <summary>Made by the runtime.</summary>
    public TransferGrain(
        IIdempotencyGate gate, ILedger ledger, IPaymentRequestStore requests, IUserStore users, ISpendingStore spending,
        [FromKeyedServices(LockoutStorage.Provider)] IGrainStorage storage,
        SecretHasher hasher, HashingQueue queue, PinOptions pins, SiloCommitter committer, TransferGrainOptions options,
        IdleOptions idle, TimeProvider time)
        : base(idle)
    {
        (_users, _spending, _options) = (users, spending, options);
        _wallet = WalletId.Parse(this.GetPrimaryKeyString());
        _makeOwner = id =>
        {
            var lockout = new PinLockout(id, users,
                new GrainLockoutStore(storage, LockoutStorage.Pin, this.GetGrainId(), time), hasher, queue, pins, time);
            var keys = new KeysInFlight(gate, committer);
            return new Owner(id, lockout, new TransferChain(lockout, keys, keys, ledger, requests, time));
        };
    }

    /// <inheritdoc/>
    public Task<TransferOutcome> TransferAsync(TransferOrder order) => ForOwnerAsync(
        order.User, (chain, caller) => chain.TransferAsync(caller, new TransferRequest(
            order.Receiver, order.Amount, order.Pin, order.Key, order.Note)));

    /// <inheritdoc/>
    public Task<TransferOutcome> RefundAsync(RefundOrder order) => ForOwnerAsync(
        order.User, (chain, caller) => chain.RefundAsync(caller, new RefundRequest(
            new TransferId(order.Transfer), order.AmountMinor is { } minor ? Amount.From(minor) : Amount.Rest,
            order.Pin, order.Key, order.Note)));

    /// <inheritdoc/>
    public Task<TransferOutcome> HoldAsync(HoldOrder order) => ForOwnerAsync(
        order.User, (chain, caller) => chain.HoldAsync(caller, new HoldRequest(
            order.Receiver, order.Amount, TimeSpan.FromSeconds(order.Seconds), order.Pin, order.Key, order.Note)));

    /// <inheritdoc/>
    public Task<TransferOutcome> CaptureAsync(CaptureOrder order) => ForOwnerAsync(
        order.User, (chain, caller) => chain.CaptureAsync(caller, new CaptureRequest(
            new TransferId(order.Hold), order.AmountMinor is { } minor ? Amount.From(minor) : Amount.Rest, order.Key)));

    /// <inheritdoc/>
    public Task<TransferOutcome> ReleaseAsync(CaptureOrder order) => ForOwnerAsync(
        order.User, (chain, caller) => chain.ReleaseAsync(caller, new TransferId(order.Hold), order.Key));

    /// <inheritdoc/>
    public Task<TransferOutcome> PayRequestAsync(RequestPaymentOrder order) => ForOwnerAsync(
        order.User, (chain, caller) => chain.PayRequestAsync(caller, new RequestId(order.Request), order.Pin));

    /// <inheritdoc/>
    public Task<TransferOutcome> DepositAsync(UserId user, Amount amount, IdempotencyKey key) =>
        _options.DepositsAllowed
            ? ForOwnerAsync(user, (chain, caller) => chain.DepositAsync(caller, amount, key))
            : Task.FromResult(TransferOutcome.From(new Decision(OutcomeCode.Unavailable)));

    /// <inheritdoc/>
    public async Task<SecretCheck> ChangePinAsync(UserId user, Pin pin, Pin newPin)
    {
        using var span = GrainSpans.StartReceived<ITransferGrain>(nameof(ChangePinAsync));
        return await FindOwnerAsync(user) switch
        {
            (null, OutcomeCode.CallerNotFound) => new SecretCheck(SecretVerdict.UnknownUser),
            (null, _) => new SecretCheck(SecretVerdict.Unavailable),
            var (owner, _) => await owner.Pins.ChangeAsync(new Caller(user, _wallet), pin, newPin),
        };
    }

    /// <inheritdoc/>
    public async Task<LimitsReply> SetLimitsAsync(LimitsOrder order)
    {
        using var span = GrainSpans.StartReceived<ITransferGrain>(nameof(SetLimitsAsync));
        return LimitsReply.Of(await FindOwnerAsync(order.User) switch
        {
            (null, OutcomeCode.CallerNotFound) => new LimitsResult(new SecretCheck(SecretVerdict.UnknownUser)),
            (null, _) => new LimitsResult(new SecretCheck(SecretVerdict.Unavailable)),
            var (owner, _) => await new LimitSetting(owner.Pins, _spending).SetAsync(
                new Caller(order.User, _wallet), new SpendingLimits(order.PerTransferMinor, order.PerDayMinor),
                order.Pin),
        });
    }

    /// <inheritdoc/>
    public async Task<PinLock?> LookAtPinAsync(UserId user)
    {
        using var span = GrainSpans.StartReceived<ITransferGrain>(nameof(LookAtPinAsync));
        if (await FindOwnerAsync(user) is not ({ } owner, _))
            return null;
        try
        {
            return new PinLock(await owner.Pins.LookAsync());
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> UnlockPinAsync(UserId user)
    {
        using var span = GrainSpans.StartReceived<ITransferGrain>(nameof(UnlockPinAsync));
        if (await FindOwnerAsync(user) is not ({ } owner, _))
            return false;
        try
        {
            await owner.Pins.UnlockAsync();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private Task<TransferOutcome> ForOwnerAsync(
        UserId user, Func<TransferChain, Caller, ValueTask<TransferOutcome>> moveAsync,
        [CallerMemberName] string method = "") =>
        GrainSpans.IsTraced ? TracedAsync(user, moveAsync, method) : MoveAsync(user, moveAsync);

    private async Task<TransferOutcome> TracedAsync(
        UserId user, Func<TransferChain, Caller, ValueTask<TransferOutcome>> moveAsync, string method)
    {
        using var span = GrainSpans.StartReceived<ITransferGrain>(method);
        try
        {
            return await MoveAsync(user, moveAsync);
        }
        catch (Exception e)
        {
            span.Fail(e);
            throw;
        }
    }

    private Task<TransferOutcome> MoveAsync(
        UserId user, Func<TransferChain, Caller, ValueTask<TransferOutcome>> moveAsync)
    {
        Asked();
        // Once the owner has been looked up, there is nothing to wait for.
        return _owner is { } known && known.Id == user
            ? moveAsync(known.Chain, new Caller(user, _wallet)).AsTask()
            : FindOwnerAndMoveAsync(user, moveAsync);
    }

    private async Task<TransferOutcome> FindOwnerAndMoveAsync(
        UserId user, Func<TransferChain, Caller, ValueTask<TransferOutcome>> moveAsync) =>
        await FindOwnerAsync(user) switch
        {
            (null, var refused) => TransferOutcome.From(new Decision(refused)),
            var (owner, _) => await moveAsync(owner.Chain, new Caller(user, _wallet)),
        };

    // Refuses everybody but the wallet's owner, so that nobody pays from somebody else's wallet with a PIN of their
    // own. A wallet's owner never changes, so one look-up is enough.
    private async ValueTask<(Owner? Owner, OutcomeCode Refused)> FindOwnerAsync(UserId user)
    {
        Asked();
        if (_owner is not { } known || known.Id != user)
        {
            try
            {
                if (await _users.FindAsync(user) is not { } found || found.Wallet != _wallet)
                    return (null, OutcomeCode.CallerNotFound);
            }
            catch (LedgerException)
            {
                return (null, OutcomeCode.Unavailable);
            }
        }

        // Another call may have got here meanwhile. It must not make a second one, because an owner has only one
        // lockout.
        return (_owner ??= _makeOwner(user), default);
    }

    /// <summary>The wallet's owner, with what every call of theirs goes through.</summary>
    private sealed record Owner(UserId Id, PinLockout Pins, TransferChain Chain);
}
