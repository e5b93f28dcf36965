using Wallet.Core;

namespace Wallet.Api;

/// <summary>The caller's wallet: its balance, sending from it, and play money.</summary>
internal static class WalletFeature
{
    public const string Tag = "Wallet";

    public static void MapWallet(this ApiRoutes routes, WalletApiOptions options)
    {
        routes.Map(BalanceEndpoint.Call, new BalanceEndpoint(routes.Service<ILedger>(), options).HandleAsync);
        routes.Map(
            TransferEndpoint.Call, new TransferEndpoint(routes.Service<ITransferService>(), options).HandleAsync);
        // Where there is no play money, there is no such call.
        if (options.Sandbox)
            routes.Map(
                DepositEndpoint.Call, new DepositEndpoint(routes.Service<ITransferService>(), options).HandleAsync);
    }
}
