using Wallet.Core;

namespace Wallet.Grains.Abstractions;

/// <summary>Backups of the ledger while it is served, one at a time whoever asks for them; keyed by
/// <see cref="GrainKeys.Ledger"/>. Which there are is told by their folder.</summary>
[Alias("wallet.backup"), ForGateways]
public interface IBackupGrain : IGrainWithIntegerKey
{
    /// <summary>Looks whether a backup is due, and makes it, both after this has returned.</summary>
    /// <returns>How it is with backups; null where none are made, and until somebody has looked.</returns>
    [Alias("start-due"), ResponseTimeout(Deadlines.Probe)]
    [return: Immutable]
    Task<BackupState?> StartDueAsync();

    /// <summary>How it is with backups; null where none are made, and until somebody has looked.</summary>
    [Alias("look"), ResponseTimeout(Deadlines.Probe)]
    [return: Immutable]
    Task<BackupState?> LookAsync();
}

/// <summary>Backups as their grain knows them.</summary>
/// <param name="RunningSince">When the one that runs began; null if none does.</param>
/// <param name="FailedAt">When the last one failed; null if it did not, or is not known any more.</param>
/// <param name="Failure">Why it failed, in a sentence without paths.</param>
/// <param name="Last">The last one that is whole; null if there is none.</param>
[GenerateSerializer, Immutable, Alias("wallet.backup-state")]
public sealed record BackupState(
    [property: Id(0)] Timestamp? RunningSince, [property: Id(1)] Timestamp? FailedAt, [property: Id(2)] string? Failure,
    [property: Id(3)] BackupCopy? Last);

/// <summary>A backup that is whole.</summary>
/// <param name="StartedAt">When it was begun. What was acknowledged before is in it.</param>
/// <param name="EndedAt">When it was on the disk.</param>
/// <param name="Bytes">Its size in bytes.</param>
/// <param name="File">Its name in the folder.</param>
/// <param name="IsClean">Whether its audit found no violation.</param>
[GenerateSerializer, Immutable, Alias("wallet.backup-copy")]
public sealed record BackupCopy(
    [property: Id(0)] Timestamp StartedAt, [property: Id(1)] Timestamp EndedAt, [property: Id(2)] long Bytes,
    [property: Id(3)] string File, [property: Id(4)] bool IsClean);
