using Wallet.Core;

namespace Wallet.Api;

/// <summary>What a host has seen in the last hour.</summary>
/// <param name="Measured">Whether anything is measured: the setting Wallet:Telemetry:Metrics.</param>
/// <param name="StepSeconds">How many seconds a point stands for.</param>
/// <param name="Parts">What the host's work needs, and how it is with each right now.</param>
/// <param name="Scopes">What the caller's key allows.</param>
/// <param name="Points">The points, the oldest first.</param>
internal sealed record SeriesBody(
    bool Measured, int StepSeconds, IReadOnlyList<PartState> Parts, OperatorScopes Scopes,
    IReadOnlyList<SeriesPoint> Points);

/// <summary>A part that the host's work needs.</summary>
/// <param name="Name">Its name, as GET /health/ready tells it.</param>
/// <param name="Ready">Whether it works.</param>
internal sealed record PartState(string Name, bool Ready);

/// <summary>A few seconds of this process.</summary>
/// <param name="At">Their end.</param>
/// <param name="Seconds">How long they were.</param>
/// <param name="Payments">Requests to move money that did.</param>
/// <param name="Replays">Requests that were answered with what their key had led to before.</param>
/// <param name="Refusals">Requests to move money that did not, by the code of their answer.</param>
/// <param name="LatencyP50">Of POST /wallet/transfer in milliseconds; null if there was none.</param>
/// <param name="LatencyP99">The same, of the slowest hundredth.</param>
/// <param name="Batches">Batches of the ledger's committer, where it is in this process.</param>
/// <param name="Commands">Balance changes in those batches.</param>
/// <param name="CommitP99">How long the slowest hundredth of their COMMITs took, in milliseconds; null if there was
/// none.</param>
internal sealed record SeriesPoint(
    Timestamp At, double Seconds, long Payments, long Replays, IReadOnlyDictionary<string, long> Refusals,
    double? LatencyP50, double? LatencyP99, long Batches, long Commands, double? CommitP99);
