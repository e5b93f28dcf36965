using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>What the MongoDB ledger tells of itself, on a real server; skipped where there is none.</summary>
public sealed class TelemetryTests(RealMongoServer server) : IClassFixture<RealMongoServer>
{
    [Fact]
    public async Task A_commit_is_timed_and_traced_and_the_size_is_asked_for()
    {
        var sizes = new ConcurrentDictionary<string, long>();
        var (commits, spans) = (0, new ConcurrentQueue<Activity>());
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name is "wallet.ledger.size" or "wallet.fsync.duration")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, bytes, tags, _) => sizes[(string)tags[0].Value!] = bytes);
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            if (tags[0].Value is "mongodb")
                Interlocked.Increment(ref commits);
        });
        listener.Start();
        using var source = new ActivitySource("request-" + Guid.NewGuid());
        using var activities = new ActivityListener
        {
            ShouldListenTo = heard => heard == source || heard.Name == WalletTelemetry.Name
                || heard.Name == "MongoDB.Driver",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(activities);
        await using var mongo = await MongoUnderTest.OpenAsync(server.RequireConnectionString(), TimeProvider.System);
        var wallet = await mongo.Users.RegisterWalletAsync("alice");
        var before = Volatile.Read(ref commits);

        ActivityTraceId trace;
        using (var request = source.StartActivity("request"))
        {
            trace = request!.TraceId;
            await mongo.Ledger.CommitAsync([Commands.Deposit(wallet, 1)]);
        }

        Assert.True(Volatile.Read(ref commits) > before);
        var commit = spans.Single(span => span.TraceId == trace && span.OperationName == "wallet.commit");
        Assert.Equal("mongodb", commit.GetTagItem("db.system.name"));
        // The driver's own span of the command is a part of it.
        Assert.Contains(spans, span => span.TraceId == trace && span.Source.Name == "MongoDB.Driver");
        await Waiting.UntilAsync(() =>
        {
            listener.RecordObservableInstruments();
            return sizes.ContainsKey("data");
        });
        Assert.True(sizes["data"] > 0 && sizes["indexes"] > 0);
    }
}
