using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Wallet.Core;

/// <summary>What is told of the batches of one kind of committer: their size and duration, what became of unknown
/// outcomes, and an activity that links to the requests in the batch.</summary>
public sealed class CommitterTelemetry
{
    private const string CommitterTag = "wallet.committer";

    private static readonly LiveGauge<GroupCommitter> Waiting = new(
        "wallet.committer.waiting", "{command}", "Commands that wait for their bundle or batch.");

    private static readonly Counter<long> UnknownOutcomes = WalletTelemetry.Meter.CreateCounter<long>(
        "wallet.unknown_outcomes", "{command}", "Commands whose outcome was unknown for a while, by how that ended.");

    private readonly KeyValuePair<string, object?> _tag;
    private readonly string _activity;
    private readonly Histogram<int> _size;
    private readonly Histogram<double> _duration;

    private CommitterTelemetry(string committer, string batch, string size, string duration)
    {
        _tag = new(CommitterTag, committer);
        _activity = batch;
        _size = WalletTelemetry.Meter.CreateHistogram(
            batch + ".size", "{command}", size, advice: WalletTelemetry.Sizes);
        _duration = WalletTelemetry.CreateDuration(batch + ".duration", duration);
    }

    /// <summary>Of a silo's committer, whose batches are bundles for the ledger's grain.</summary>
    public static CommitterTelemetry OfSilo { get; } = new("silo", "wallet.bundle",
        "Commands in a bundle.", "A bundle's way to the ledger's grain and back.");

    /// <summary>Of the ledger's committer.</summary>
    public static CommitterTelemetry OfLedger { get; } = new("ledger", "wallet.batch",
        "Commands in a batch.", "A batch's transaction: reading, deciding, writing and COMMIT.");

    /// <summary>Tells how many commands wait, until the committer is gone.</summary>
    internal void Watch(GroupCommitter committer) =>
        Waiting.Add(committer, of => [new Measurement<long>(of.Waiting, _tag)]);

    /// <summary>Begins a batch's activity, as a part of the first recorded request in it and with links to all of them;
    /// null if none is recorded.</summary>
    internal Activity? Start(ArraySegment<WaitingCommand> batch)
    {
        if (!WalletTelemetry.Activities.HasListeners())
            return null;
        Activity? first = null, last = null;
        List<ActivityLink>? links = null;
        foreach (var waiting in batch)
        {
            // The commands of a bundle come one after the other, and have one origin.
            if (waiting.Origin is not { } origin || ReferenceEquals(origin, last))
                continue;
            first ??= origin;
            last = origin;
            (links ??= []).Add(new ActivityLink(origin.Context));
        }

        return first is null ? null : WalletTelemetry.Activities
            .StartActivity(_activity, ActivityKind.Internal, first.Context, links: links)
            ?.SetTag("wallet.commands", batch.Count);
    }

    /// <summary>A batch has been decided, or has failed.</summary>
    internal void Ended(int commands, TimeSpan duration, Exception? failure, Activity? activity)
    {
        _size.Record(commands);
        if (failure is null)
        {
            _duration.Record(duration.TotalSeconds);
            return;
        }

        var error = NameOf(failure);
        _duration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("error.type", error));
        activity?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", error);
    }

    /// <summary>Counts what became of outcomes that were unknown.</summary>
    internal void Resolved(int learnt, int givenUp)
    {
        if (learnt > 0)
            UnknownOutcomes.Add(learnt, _tag, new("wallet.resolution", "learnt"));
        if (givenUp > 0)
            UnknownOutcomes.Add(givenUp, _tag, new("wallet.resolution", "given_up"));
    }

    private static string NameOf(Exception failure) => failure switch
    {
        LedgerFencedException => "fenced",
        LedgerClockException => "clock",
        LedgerException e => TagName.Of(e.Failure),
        _ => "other",
    };
}
