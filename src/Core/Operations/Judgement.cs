namespace Wallet.Core;

/// <summary>What an operation's rules say to a command.</summary>
/// <param name="Code">An outcome that is recorded.</param>
/// <param name="AmountMinor">How much moves, in minor units, if any does.</param>
/// <param name="RemainingMinor">With a refusal that says so: what is left of the linked transfer, or of the sender's
/// limits, in minor units.</param>
/// <param name="ResetsAt">With <see cref="OutcomeCode.LimitExceeded"/>: when the day of the limits ends.</param>
internal readonly record struct Judgement(
    OutcomeCode Code, long AmountMinor, long? RemainingMinor = null, Timestamp? ResetsAt = null)
{
    /// <summary>With <see cref="OutcomeCode.RequestClosed"/>: what the request is.</summary>
    public PaymentRequestState? RequestState { get; init; }
}
