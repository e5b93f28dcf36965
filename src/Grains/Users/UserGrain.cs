using Orleans.Concurrency;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <inheritdoc cref="IUserGrain"/>
// Reentrant: Core's guard gives the checks of a PIN their turns, and lets those go by that need no bcrypt.
[Reentrant]
public sealed class UserGrain : Grain, IUserGrain
{
    private readonly PinGuard _guard;

    /// <summary>Made by the runtime.</summary>
    public UserGrain(
        [PersistentState(GuardStorage.Pin, GuardStorage.Provider)] IPersistentState<GuardBook> state,
        IUserStore users, SecretHasher hasher, HashingQueue queue, PinOptions options, TimeProvider time) =>
        _guard = new PinGuard(users, new PersistentGuardStore(state, time), hasher, queue, options, time);

    /// <inheritdoc/>
    public Task<SecretCheck> VerifyPinAsync(Pin pin) => _guard.VerifyAsync(new UserId(this.GetPrimaryKey()), pin).AsTask();

    /// <inheritdoc/>
    public Task<SecretCheck> ChangePinAsync(Pin pin, Pin newPin) => _guard.ChangeAsync(new UserId(this.GetPrimaryKey()), pin, newPin).AsTask();
}
