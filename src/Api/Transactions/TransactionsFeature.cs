using Wallet.Core;

namespace Wallet.Api;

/// <summary>The history of the caller's wallet.</summary>
internal static class TransactionsFeature
{
    public const string Tag = "Transactions";

    public static void MapTransactions(this ApiRoutes routes) =>
        routes.Map(HistoryEndpoint.Call, new HistoryEndpoint(routes.Service<ILedger>()).HandleAsync);
}
