using System.Diagnostics.Metrics;
using Wallet.Core;

namespace Wallet.Grains;

/// <summary>What is told of the routine.</summary>
internal static class RoutineTelemetry
{
    private static readonly Counter<long> Failures = WalletTelemetry.Meter.CreateCounter<long>(
        "wallet.routine.failures", "{run}", "Audits, backups and savings of heads that failed.");

    private static readonly LiveGauge<Routine> Interval = new(
        "wallet.routine.interval", "s", "How often audits and backups are to be made.");

    private static readonly LiveGauge<Routine> BackupEnded = new(
        "wallet.backup.ended", "s", "When the last backup was whole, in seconds since 1970-01-01 UTC; 0 if none is.");

    /// <summary>Begins to tell of a host's routine. What has not failed yet is told as 0, so that the first failure is
    /// seen to be one.</summary>
    /// <param name="routine">The routine.</param>
    /// <param name="options">What it consists of.</param>
    public static void Watch(Routine routine, RoutineOptions options)
    {
        List<Measurement<long>> intervals = [];
        foreach (var (work, every) in (ReadOnlySpan<(RoutineWork, TimeSpan)>)
            [(RoutineWork.Audit, options.AuditEvery), (RoutineWork.Backup, options.BackupEvery)])
        {
            if (every > TimeSpan.Zero)
                intervals.Add(new Measurement<long>((long)Math.Ceiling(every.TotalSeconds), TagOf(work)));
        }

        foreach (var work in Enum.GetValues<RoutineWork>())
            Failures.Add(0, TagOf(work));
        Interval.Add(routine, _ => intervals);
        BackupEnded.Add(routine, static of => of.Backups is not { } backups ? [] :
            [new Measurement<long>((backups.Last?.EndedAt.UnixMicroseconds ?? 0) / 1_000_000)]);
    }

    /// <summary>Tells no more of it.</summary>
    public static void Forget(Routine routine)
    {
        Interval.Remove(routine);
        BackupEnded.Remove(routine);
    }

    /// <summary>Counts a run that failed.</summary>
    public static void Failed(RoutineWork work) => Failures.Add(1, TagOf(work));

    private static KeyValuePair<string, object?> TagOf(RoutineWork work) => new("wallet.routine", TagName.Of(work));
}

/// <summary>What belongs to the routine.</summary>
internal enum RoutineWork
{
    /// <summary>Audits, whoever asked for them.</summary>
    Audit,

    /// <summary>Backups.</summary>
    Backup,

    /// <summary>The heads of audits.</summary>
    Heads,
}
