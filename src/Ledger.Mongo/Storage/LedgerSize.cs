using System.Diagnostics.Metrics;
using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>The ledger's size as the server tells it.</summary>
internal static class LedgerSize
{
    /// <summary>Asks the server; nothing if it does not say.</summary>
    public static async Task<Measurement<long>[]> AskAsync(LedgerDatabase db)
    {
        try
        {
            var answer = await db.ReadAsync(deadline => db.Database.RunCommandAsync<BsonDocument>(
                new BsonDocument("dbStats", 1), ReadPreference.Primary, deadline.Token));
            return
            [
                LedgerTelemetry.Part("data", answer["storageSize"].ToInt64()),
                LedgerTelemetry.Part("indexes", answer["indexSize"].ToInt64()),
            ];
        }
#pragma warning disable CA1031 // What the server does not say is not told.
        catch (Exception)
#pragma warning restore CA1031
        {
            return [];
        }
    }
}
