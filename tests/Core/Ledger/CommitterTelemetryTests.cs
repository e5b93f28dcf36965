using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>What a committer tells of its batches.</summary>
public sealed class CommitterTelemetryTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> _batches = new();
    private readonly ActivityListener _listener;
    private readonly ActivitySource _requests = new("requests-" + Guid.NewGuid());

    public CommitterTelemetryTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == WalletTelemetry.Name || source == _requests,
            Sample = static (ref ActivityCreationOptions<ActivityContext> options) => options.Name == "unsampled"
                ? ActivitySamplingResult.PropagationData
                : ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.OperationName == "wallet.bundle")
                    _batches.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _requests.Dispose();
    }

    [Fact]
    public async Task A_batch_is_part_of_its_first_recorded_request_and_links_to_all_of_them()
    {
        await using var world = new World();
        var (ada, bob) = ((await world.RegisterAsync("ada")).Wallet, (await world.RegisterAsync("bob")).Wallet);
        await using var committer = Committer(world);
        var held = new TaskCompletionSource();
        world.Ledger.Next(async (_, commit) =>
        {
            await held.Task;
            return await commit();
        });
        var asked = new List<Task<Decision>> { committer.CommitAsync(Deposit(ada)) };
        await Waiting.UntilAsync(() => committer.Waiting == 0);
        var requests = new List<ActivityContext>();
        foreach (var name in (string[])["unsampled", "first", "second"])
        {
            using var request = _requests.StartActivity(name, ActivityKind.Server, default(ActivityContext));
            requests.Add(request!.Context);
            asked.Add(committer.CommitAsync(Deposit(bob)));
        }

        held.SetResult();
        await Task.WhenAll(asked).InTimeAsync();

        // Of the first batch nobody is recorded, and so neither is the batch.
        var batch = Assert.Single(_batches, batch => batch.TraceId == requests[1].TraceId);
        Assert.Equal(requests[1].SpanId, batch.ParentSpanId);
        Assert.Equal(requests[1..], batch.Links.Select(static link => link.Context));
        Assert.Equal(3, batch.GetTagItem("wallet.commands"));
    }

    [Fact]
    public async Task Unknown_outcomes_are_counted_by_how_they_ended()
    {
        var counts = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "wallet.unknown_outcomes")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
            counts.AddOrUpdate((string)tags[1].Value!, count, (_, before) => before + count));
        listener.Start();
        await using var world = new World();
        var ada = (await world.RegisterAsync("ada")).Wallet;
        await using (var committer = Committer(world))
        {
            world.Ledger.Next(Fault.LostAnswer);
            Assert.Equal(OutcomeCode.Committed, (await committer.CommitAsync(Deposit(ada)).InTimeAsync()).Code);
        }

        // Whoever asked is answered first, and a committer that has ended has counted.
        Assert.Equal(1, counts["learnt"]);
        Assert.False(counts.ContainsKey("given_up"));

        await using var impatient = new GroupCommitter(world.Ledger, world.Time, null, new GroupCommitterOptions
        {
            UnknownPauses = [],
            Telemetry = CommitterTelemetry.OfSilo,
        });
        world.Ledger.Next(Fault.LostAnswer);
        Assert.Equal(OutcomeCode.OutcomeUnknown, (await impatient.CommitAsync(Deposit(ada)).InTimeAsync()).Code);
        Assert.Equal((1, 1), (counts["learnt"], counts["given_up"]));
    }

    private static GroupCommitter Committer(World world) => new(world.Ledger, world.Time, null,
        new GroupCommitterOptions { Telemetry = CommitterTelemetry.OfSilo });

    private static LedgerCommand Deposit(WalletId wallet) => Commands.Deposit(wallet, 1);
}
