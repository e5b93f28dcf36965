using System.Diagnostics.Metrics;
using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>The ledger's size as the server tells it. Whoever measures gets what was last heard, and has the server
/// asked again if that was a minute ago.</summary>
internal sealed class LedgerSize(LedgerDatabase db, TimeProvider time)
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMinutes(1);

    private Measurement<long>[] _known = [];
    private Task _asking = Task.CompletedTask;
    private long? _askedAt;

    /// <summary>What is known. Called by one at a time.</summary>
    public Measurement<long>[] Measure()
    {
        if (_asking.IsCompleted && (_askedAt is not { } at || time.GetElapsedTime(at) >= AskEvery))
        {
            _askedAt = time.GetTimestamp();
            _asking = AskAsync();
        }

        return Volatile.Read(ref _known);
    }

    private async Task AskAsync()
    {
        try
        {
            var answer = await db.ReadAsync(deadline => db.Database.RunCommandAsync<BsonDocument>(
                new BsonDocument("dbStats", 1), ReadPreference.Primary, deadline.Token));
            Volatile.Write(ref _known,
            [
                LedgerTelemetry.Part("data", answer["storageSize"].ToInt64()),
                LedgerTelemetry.Part("indexes", answer["indexSize"].ToInt64()),
            ]);
        }
#pragma warning disable CA1031 // What the server does not say is not told.
        catch (Exception)
#pragma warning restore CA1031
        {
            Volatile.Write(ref _known, []);
        }
    }
}
