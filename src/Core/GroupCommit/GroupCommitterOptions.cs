namespace Wallet.Core;

/// <summary>How a <see cref="GroupCommitter"/> waits and asks again.</summary>
public sealed record GroupCommitterOptions
{
    /// <summary>How many commands may wait by default, four full batches; more are refused as
    /// <see cref="OutcomeCode.Busy"/>, which a client would rather hear than wait on.</summary>
    public const int DefaultMaxWaiting = 4 * Limits.MaxBatch;

    /// <summary>How many commands may wait.</summary>
    public int MaxWaiting { get; init; } = DefaultMaxWaiting;

    /// <summary>How long a command may wait for its batch. By then, whoever asked has been told that the outcome is
    /// unknown. After a stall, work that somebody still waits for goes first, so an older command is dropped: it did
    /// nothing and says so (<see cref="OutcomeCode.Unavailable"/>).</summary>
    public TimeSpan ExpireAfter { get; init; } = TransferChain.CommitDeadline;

    /// <summary>A commit whose outcome is unknown is run again under the same keys, once after each of these
    /// pauses.</summary>
    public IReadOnlyList<TimeSpan> UnknownPauses { get; init; } =
        [TimeSpan.Zero, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    /// <summary>How long a batch has in all, asking again included, until its outcome counts as unknown; null where the
    /// ledger itself is bounded.</summary>
    public TimeSpan? AnswerWithin { get; init; }

    /// <summary>What is told of its batches; null for nothing.</summary>
    public CommitterTelemetry? Telemetry { get; init; }
}
