using Wallet.Core;

namespace Wallet.Grains.Abstractions;

/// <summary>
/// References to the grains that a transfer needs. <see cref="IGrainFactory"/> finds the type of a grain by reflection
/// each time it is asked by interface and key, which costs more than the rest of a call within a silo; here a type is
/// found once and remembered.
/// </summary>
public static class GrainReferences
{
    /// <summary>The grain of a payer.</summary>
    public static ITransferGrain Transfer(this IGrainFactory grains, WalletId payer) =>
        Kind<ITransferGrain>.Known?.Find(grains, IdSpan.Create(payer.Value))
        ?? Kind<ITransferGrain>.Learn(grains.GetGrain<ITransferGrain>(payer.Value));

    /// <summary>The grain of the ledger.</summary>
    public static ILedgerGrain Ledger(this IGrainFactory grains) =>
        Kind<ILedgerGrain>.Known?.Find(grains, GrainIdKeyExtensions.CreateIntegerKey(GrainKeys.Ledger))
        ?? Kind<ILedgerGrain>.Learn(grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger));

    /// <summary>The same grain, as gateways may ask it.</summary>
    public static ICommitterHealthGrain CommitterHealth(this IGrainFactory grains) =>
        grains.GetGrain<ICommitterHealthGrain>(GrainKeys.Ledger);

    /// <summary>The grain that counts the attempts to sign in with an e-mail.</summary>
    public static ISignInLockoutGrain SignInLockout(this IGrainFactory grains, EmailAddress email) =>
        grains.GetGrain<ISignInLockoutGrain>(GrainKeys.SignInLockout(email));

    /// <summary>Lifts a user's lock, in the grain that has it.</summary>
    /// <returns>False if it may be there still.</returns>
    public static Task<bool> UnlockAsync(this IGrainFactory grains, User user, UnlockedSecret secret) =>
        secret == UnlockedSecret.Pin
            ? grains.Transfer(user.Wallet).UnlockPinAsync(user.Id)
            : grains.SignInLockout(user.Email).UnlockAsync();

    /// <summary>The grain of audits.</summary>
    public static IAuditGrain Audits(this IGrainFactory grains) => grains.GetGrain<IAuditGrain>(GrainKeys.Ledger);

    /// <summary>The grain of backups.</summary>
    public static IBackupGrain Backups(this IGrainFactory grains) => grains.GetGrain<IBackupGrain>(GrainKeys.Ledger);

    /// <summary>The grain of what operators do with money.</summary>
    public static IOperatorGrain Operators(this IGrainFactory grains) =>
        grains.GetGrain<IOperatorGrain>(GrainKeys.Ledger);

    private sealed class Kind<T>(GrainType type, GrainInterfaceType interfaceType) where T : class, IAddressable
    {
        public static Kind<T>? Known { get; private set; }

        public T Find(IGrainFactory grains, IdSpan key) => (T)grains.GetGrain(GrainId.Create(type, key), interfaceType);

        public static T Learn(T grain)
        {
            if (grain is GrainReference reference)
                Known = new Kind<T>(reference.GrainId.Type, reference.InterfaceType);
            return grain;
        }
    }
}
