namespace Wallet.Core;

/// <summary>What a (caller, key) led to: unique and kept for ever.</summary>
/// <param name="Fingerprint">What the first request with the key asked for.</param>
/// <param name="Code">A recorded outcome.</param>
/// <param name="Transfer">The transfer, exactly when the code is <see cref="OutcomeCode.Committed"/>.</param>
/// <param name="RemainingMinor">With a refusal that says so: what was left then of the linked transfer, or of the
/// sender's limits, in minor units.</param>
/// <param name="ResetsAt">With <see cref="OutcomeCode.LimitExceeded"/>: when the day of the limits ended.</param>
public sealed record KeyRecord(
    Fingerprint Fingerprint, OutcomeCode Code, Transfer? Transfer, long? RemainingMinor = null,
    Timestamp? ResetsAt = null);
