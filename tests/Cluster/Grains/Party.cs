using Wallet.Core;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>Somebody with a wallet and a PIN.</summary>
internal sealed record Party(UserId User, WalletId Wallet, Pin Pin)
{
    /// <summary>Who calls, when this one calls.</summary>
    public Caller Caller => new(User, Wallet);
}
