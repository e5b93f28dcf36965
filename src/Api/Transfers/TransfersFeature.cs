using Wallet.Core;

namespace Wallet.Api;

/// <summary>Looking transfers up.</summary>
internal static class TransfersFeature
{
    public const string Tag = "Transfers";

    public static void MapTransfers(this ApiRoutes routes)
    {
        var options = routes.Service<WalletApiOptions>();
        routes.Map(FindTransferEndpoint.Call, new FindTransferEndpoint(routes.Service<ILedger>(), options).HandleAsync);
        routes.Map(FindByKeyEndpoint.Call, new FindByKeyEndpoint(routes.Service<ILedger>(), options).HandleAsync);
    }
}
