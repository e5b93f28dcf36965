using Wallet.Core;

namespace Wallet.Api;

/// <summary>Looks at somebody else's wallet. Each caller may do so 60 times a minute at each process, whatever is
/// found, so that names are not collected (docs/decisions/0019-looking-at-a-payee.md).</summary>
internal sealed class PayeeLookUps(IUserStore users, IOperatorStore operators, TimeProvider time)
{
    /// <summary>How many look-ups a caller has in a minute.</summary>
    public const int PerMinute = 60;

    private readonly ClientCounts _counts = new(PerMinute, time);

    /// <summary>Counts a look-up.</summary>
    /// <returns>Null if it may be done; otherwise how long the caller has to wait.</returns>
    public TimeSpan? Take(Caller caller) => _counts.Take(caller.Wallet.Value);

    /// <summary>A wallet as others see it; null if there is none that has an owner.</summary>
    /// <exception cref="LedgerException">The ledger can't be read.</exception>
    public async ValueTask<PayeeBody?> FindAsync(WalletId wallet)
    {
        if (await users.FindByWalletAsync(wallet) is not { } user)
            return null;
        var freeze = await operators.FindFreezeAsync(wallet);
        return new PayeeBody(
            wallet, user.Name?.Masked, freeze is null || !freeze.Sides.HasFlag(FrozenSides.Credit));
    }
}
