using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Storage;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <summary>What a silo's settings say about transfers.</summary>
public sealed record TransferGrainOptions
{
    /// <summary>Whether play money can be had. Whoever can send a message to a silo could otherwise mint, whatever the gateway allows.</summary>
    public bool DepositsAllowed { get; init; }
}

/// <inheritdoc cref="ITransferGrain"/>
// Reentrant: Core's guard gives the checks of a PIN their turns and lets those go by that need no bcrypt. Placed where the request came in.
[Reentrant, PreferLocalPlacement]
public sealed class TransferGrain : Grain, ITransferGrain
{
    private readonly IUserStore _users;
    private readonly TransferGrainOptions _options;
    private readonly WalletId _wallet;
    private readonly PinGuard _pins;
    private readonly TransferChain _chain;
    private UserId? _owner;

    /// <summary>Made by the runtime.</summary>
    public TransferGrain(
        IIdempotencyGate gate, ILedger ledger, IUserStore users, [FromKeyedServices(GuardStorage.Provider)] IGrainStorage storage,
        SecretHasher hasher, HashingQueue queue, PinOptions pins, TransferGrainOptions options, TimeProvider time, ILogger<TransferGrain> log)
    {
        (_users, _options) = (users, options);
        _wallet = WalletId.Parse(this.GetPrimaryKeyString());
        _pins = new PinGuard(users, new GrainGuardStore(storage, GuardStorage.Pin, this.GetGrainId(), time), hasher, queue, pins, time);
        var keys = new KeysInFlight(gate, GrainFactory.Wallet(_wallet), log);
        _chain = new TransferChain(_pins, keys, keys, ledger, time);
    }

    /// <inheritdoc/>
    public Task<TransferOutcome> TransferAsync(TransferOrder order)
    {
        // Whoever has been looked up need not be waited for.
        return _owner == order.User ? PayAsync() : CheckedAsync();

        async Task<TransferOutcome> CheckedAsync() =>
            await RefuseAsync(order.User) is { } refused ? TransferOutcome.From(new Decision(refused)) : await PayAsync();

        Task<TransferOutcome> PayAsync() => _chain.TransferAsync(
            new Caller(order.User, _wallet), new TransferRequest(order.Receiver, order.Amount, order.Pin, order.Key, order.Note)).AsTask();
    }

    /// <inheritdoc/>
    public async Task<TransferOutcome> DepositAsync(UserId user, Amount amount, IdempotencyKey key)
    {
        if (!_options.DepositsAllowed)
            return TransferOutcome.From(new Decision(OutcomeCode.Unavailable));
        return await RefuseAsync(user) is { } refused
            ? TransferOutcome.From(new Decision(refused))
            : await _chain.DepositAsync(new Caller(user, _wallet), amount, key);
    }

    /// <inheritdoc/>
    public async Task<SecretCheck> ChangePinAsync(UserId user, Pin pin, Pin newPin) => await RefuseAsync(user) switch
    {
        null => await _pins.ChangeAsync(new Caller(user, _wallet), pin, newPin),
        OutcomeCode.CallerNotFound => new SecretCheck(SecretVerdict.UnknownUser),
        _ => new SecretCheck(SecretVerdict.Unavailable),
    };

    // Whether this is somebody else's wallet: with his own PIN nobody pays from it. A wallet's owner never changes, so he is looked up once.
    private async ValueTask<OutcomeCode?> RefuseAsync(UserId user)
    {
        if (_owner == user)
            return null;
        try
        {
            if (await _users.FindAsync(user) is not { } found || found.Wallet != _wallet)
                return OutcomeCode.CallerNotFound;
        }
        catch (LedgerException)
        {
            return OutcomeCode.Unavailable;
        }

        _owner = user;
        return null;
    }
}
