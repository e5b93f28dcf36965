using System.Collections.Concurrent;

namespace Wallet.Core.Tests;

/// <summary>A guard for each user, as each has one in a grain.</summary>
internal sealed class PinGuards(Func<UserId, PinGuard> make) : IPinVerifier, IPinChanger
{
    private readonly ConcurrentDictionary<UserId, Lazy<PinGuard>> _guards = new();

    public ValueTask<SecretCheck> VerifyAsync(UserId user, Pin pin) => Of(user).VerifyAsync(user, pin);

    public ValueTask<SecretCheck> ChangeAsync(Caller caller, Pin pin, Pin newPin) =>
        Of(caller.User).ChangeAsync(caller, pin, newPin);

    public PinGuard Of(UserId user) => _guards.GetOrAdd(user, id => new Lazy<PinGuard>(() => make(id))).Value;
}
