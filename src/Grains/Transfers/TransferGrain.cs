using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Storage;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <inheritdoc cref="ITransferGrain"/>
// Reentrant: Core's lockout gives the checks of a PIN their turns and lets those go by that need no bcrypt. Placed
// where the request came in.
[Reentrant, PreferLocalPlacement, KeepAlive]
public sealed class TransferGrain : IdleGrain, ITransferGrain
{
    private readonly IUserStore _users;
    private readonly TransferGrainOptions _options;
    private readonly WalletId _wallet;
    private readonly Func<UserId, Desk> _open;
    private Desk? _desk;

    /// <summary>Made by the runtime.</summary>
    public TransferGrain(
        IIdempotencyGate gate, ILedger ledger, IUserStore users,
        [FromKeyedServices(LockoutStorage.Provider)] IGrainStorage storage,
        SecretHasher hasher, HashingQueue queue, PinOptions pins, SiloCommitter committer, TransferGrainOptions options,
            IdleOptions idle, TimeProvider time)
        : base(idle)
    {
        (_users, _options) = (users, options);
        _wallet = WalletId.Parse(this.GetPrimaryKeyString());
        _open = owner =>
        {
            var lockout = new PinLockout(owner, users,
                new GrainLockoutStore(storage, LockoutStorage.Pin, this.GetGrainId(), time), hasher, queue, pins, time);
            var keys = new KeysInFlight(gate, committer);
            return new Desk(owner, lockout, new TransferChain(lockout, keys, keys, ledger, time));
        };
    }

    /// <inheritdoc/>
    public Task<TransferOutcome> TransferAsync(TransferOrder order)
    {
        Asked();
        // Whoever has been looked up need not be waited for.
        return _desk is { } open && open.Owner == order.User ? PayAsync(open) : CheckedAsync();

        async Task<TransferOutcome> CheckedAsync() => await FindDeskAsync(order.User) switch
        {
            (null, var refused) => TransferOutcome.From(new Decision(refused)),
            var (desk, _) => await PayAsync(desk),
        };

        Task<TransferOutcome> PayAsync(Desk desk) => desk.Chain.TransferAsync(
            new Caller(order.User, _wallet),
            new TransferRequest(order.Receiver, order.Amount, order.Pin, order.Key, order.Note)).AsTask();
    }

    /// <inheritdoc/>
    public async Task<TransferOutcome> DepositAsync(UserId user, Amount amount, IdempotencyKey key)
    {
        if (!_options.DepositsAllowed)
            return TransferOutcome.From(new Decision(OutcomeCode.Unavailable));
        return await FindDeskAsync(user) switch
        {
            (null, var refused) => TransferOutcome.From(new Decision(refused)),
            var (desk, _) => await desk.Chain.DepositAsync(new Caller(user, _wallet), amount, key),
        };
    }

    /// <inheritdoc/>
    public async Task<SecretCheck> ChangePinAsync(UserId user, Pin pin, Pin newPin) => await FindDeskAsync(user) switch
    {
        (null, OutcomeCode.CallerNotFound) => new SecretCheck(SecretVerdict.UnknownUser),
        (null, _) => new SecretCheck(SecretVerdict.Unavailable),
        var (desk, _) => await desk.Pins.ChangeAsync(new Caller(user, _wallet), pin, newPin),
    };

    // Nothing of somebody else's wallet: with his own PIN nobody pays from it. A wallet's owner never changes, so he is
    // looked up once.
    private async ValueTask<(Desk? Desk, OutcomeCode Refused)> FindDeskAsync(UserId user)
    {
        Asked();
        if (_desk is not { } known || known.Owner != user)
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

        // Whoever looked at the same time may have opened it meanwhile: there is one, or its lockout would not be the
        // only one.
        return (_desk ??= _open(user), default);
    }

    /// <summary>What serves the wallet's owner.</summary>
    private sealed record Desk(UserId Owner, PinLockout Pins, TransferChain Chain);
}
