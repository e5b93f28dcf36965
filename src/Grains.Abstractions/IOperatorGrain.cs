using Wallet.Core;

namespace Wallet.Grains.Abstractions;

/// <summary>What operators do with money, keyed by <see cref="GrainKeys.Ledger"/>. It goes the way of every balance
/// change: to the silo's committer, and from there to the ledger's. Whether the operator may do it, the gateway has
/// asked.</summary>
[Alias("wallet.operator"), ForGateways]
public interface IOperatorGrain : IGrainWithIntegerKey
{
    /// <summary>Gives back a transfer, or a part of it. An exception says nothing about the outcome; asking again is
    /// safe.</summary>
    [Alias("reverse"), ResponseTimeout(Deadlines.Transfer)]
    [return: Immutable]
    Task<Decision> ReverseAsync([Immutable] ReversalOrder order);
}

/// <summary>A reversal as an operator asks for it; its shape is valid.</summary>
/// <param name="Transfer">The transfer to give back, which is there and one that can be.</param>
/// <param name="AmountMinor">How much, in minor units; null for all that is left.</param>
/// <param name="Reason">Why.</param>
/// <param name="Key">The idempotency key, among the issuer's.</param>
/// <param name="By">The operator's key.</param>
[GenerateSerializer, Immutable, Alias("wallet.reversal-order")]
public sealed record ReversalOrder(
    [property: Id(0)] Guid Transfer,
    [property: Id(1)] long? AmountMinor,
    [property: Id(2)] Note Reason,
    [property: Id(3)] IdempotencyKey Key,
    [property: Id(4)] Guid? By);
