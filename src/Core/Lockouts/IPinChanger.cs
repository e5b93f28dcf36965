namespace Wallet.Core;

/// <summary>Changes a user's PIN under the same lockout that checks it.</summary>
public interface IPinChanger
{
    /// <summary>Changes the PIN if the old one is right. Does not throw when a store is down.</summary>
    /// <param name="caller">Who calls, as the verified token says.</param>
    /// <param name="pin">The PIN until now.</param>
    /// <param name="newPin">The PIN from now on; <see cref="Pin.MayBeChosen"/> holds.</param>
    ValueTask<SecretCheck> ChangeAsync(Caller caller, Pin pin, Pin newPin);
}
