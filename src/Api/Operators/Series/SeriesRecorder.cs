using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Wallet.Core;
using Wallet.Hosting;

namespace Wallet.Api;

/// <summary>
/// Keeps the last hour of what this process measures, in points of a few seconds, for whoever has nothing else that
/// collects metrics. It listens to the same instruments as those do: nothing is counted for it alone.
/// </summary>
internal sealed class SeriesRecorder : IHostedService, IAsyncDisposable
{
    /// <summary>How long a point is.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private const string Transfers = "wallet.transfers", Replays = "wallet.replays", BatchSize = "wallet.batch.size",
        Fsync = "wallet.fsync.duration", Ready = ReadinessTelemetry.Name, Requests = "http.server.request.duration",
        PaymentRoute = "/wallet/transfer";

    private readonly MeterListener _listener = new();
    private readonly IMeterFactory _meters;
    private readonly TimeProvider _time;
    private readonly IHostApplicationLifetime _host;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SeriesRing _ring = new();
    private readonly DurationCounts _latency = new(), _commits = new();

    // What the counters stood at, at the end of the last point and now: by outcome, and in all.
    private Dictionary<string, long> _before = [], _now = [];
    private long _replaysBefore, _replays, _batches, _commands, _since;
    private Task _run = Task.CompletedTask;
    private bool _disposed;

    /// <summary>Made by the container.</summary>
    public SeriesRecorder(
        TelemetrySettings settings, Listeners listeners, IMeterFactory meters, TimeProvider time,
        IHostApplicationLifetime host)
    {
        (_meters, _time, _host) = (meters, time, host);
        // Where nobody can ask, nothing is kept.
        Measures = settings.Metrics && listeners.ServesOperators;
    }

    /// <summary>Whether anything is recorded.</summary>
    public bool Measures { get; }

    /// <summary>The points after a moment, or all that there are; the oldest first.</summary>
    public IReadOnlyList<SeriesPoint> Read(Timestamp? after) => _ring.Read(after);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Whether a part is ready is no question while the host still starts.
        if (Measures)
            _host.ApplicationStarted.Register(Begin);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _run;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The container disposes of it under both of its names.
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        await StopAsync(CancellationToken.None);
        _listener.Dispose();
        _stopping.Dispose();
    }

    private void Begin()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Of the framework's, those of this host alone: a process may have several.
            if (instrument.Meter.Name == WalletTelemetry.Name
                ? instrument.Name is Transfers or Replays or BatchSize or Fsync or Ready
                : instrument.Name == Requests && ReferenceEquals(instrument.Meter.Scope, _meters))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            if (instrument.Name == Fsync)
                _commits.Add(value);
            else if (Find(tags, "http.route") is PaymentRoute)
                _latency.Add(value);
        });
        _listener.SetMeasurementEventCallback<int>((_, commands, _, _) =>
        {
            Interlocked.Increment(ref _batches);
            Interlocked.Add(ref _commands, commands);
        });
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (instrument.Name == Replays)
                _replays += value;
            else if (instrument.Name == Transfers && Find(tags, "wallet.outcome") is { } outcome)
                _now[outcome] = _now.GetValueOrDefault(outcome) + value;
        });
        _listener.Start();
        Observe();
        (_before, _replaysBefore, _since) = (_now, _replays, _time.GetTimestamp());
        _run = RunAsync();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Step, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
                Add();
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private void Observe()
    {
        (_now, _replays) = ([], 0);
        _listener.RecordObservableInstruments();
    }

    private void Add()
    {
        Observe();
        var since = _since;
        _since = _time.GetTimestamp();
        var (latency, commits) = (_latency.Take(), _commits.Take());
        Dictionary<string, long> changes = new(StringComparer.Ordinal);
        foreach (var (outcome, count) in _now)
        {
            if (count > _before.GetValueOrDefault(outcome))
                changes.Add(outcome, count - _before.GetValueOrDefault(outcome));
        }

        changes.Remove(TagName.Of(OutcomeCode.Committed), out var payments);
        _ring.Add(new SeriesPoint(
            Timestamp.Now(_time), Math.Round(_time.GetElapsedTime(since, _since).TotalSeconds, 3), payments,
            _replays - _replaysBefore, changes, latency.Milliseconds(0.5), latency.Milliseconds(0.99),
            Interlocked.Exchange(ref _batches, 0), Interlocked.Exchange(ref _commands, 0), commits.Milliseconds(0.99)));
        (_before, _replaysBefore) = (_now, _replays);
    }

    private static string? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var (key, value) in tags)
        {
            if (key == name)
                return value as string;
        }

        return null;
    }
}
