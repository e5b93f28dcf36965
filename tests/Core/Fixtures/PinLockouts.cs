using System.Collections.Concurrent;

namespace Wallet.Core.Tests;

/// <summary>A lockout for each user, as each has one in a grain.</summary>
internal sealed class PinLockouts(Func<UserId, PinLockout> make) : IPinVerifier, IPinChanger
{
    private readonly ConcurrentDictionary<UserId, Lazy<PinLockout>> _lockouts = new();

    public ValueTask<SecretCheck> VerifyAsync(UserId user, Pin pin) => Of(user).VerifyAsync(user, pin);

    public bool IsVerified(UserId user, Pin pin) => Of(user).IsVerified(user, pin);

    public ValueTask<SecretCheck> ChangeAsync(Caller caller, Pin pin, Pin newPin) =>
        Of(caller.User).ChangeAsync(caller, pin, newPin);

    public PinLockout Of(UserId user) => _lockouts.GetOrAdd(user, id => new Lazy<PinLockout>(() => make(id))).Value;
}
