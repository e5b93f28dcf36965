using Wallet.Core;

namespace Wallet.Grains.Abstractions;

/// <summary>A transfer as a client asks for it; its shape is valid. The paying wallet is the grain's.</summary>
/// <param name="User">The calling user.</param>
/// <param name="Receiver">The wallet to credit.</param>
/// <param name="Amount">How much.</param>
/// <param name="Pin">The caller's PIN; it never prints.</param>
/// <param name="Note">A note, if any.</param>
/// <param name="Key">The idempotency key.</param>
[GenerateSerializer, Immutable, Alias("wallet.transfer-order")]
public sealed record TransferOrder(
    [property: Id(0)] UserId User,
    [property: Id(1)] WalletId Receiver,
    [property: Id(2)] Amount Amount,
    [property: Id(3)] Pin Pin,
    [property: Id(4)] Note? Note,
    [property: Id(5)] IdempotencyKey Key);

/// <summary>A refund as a client asks for it; its shape is valid. The wallet that gives back is the grain's.</summary>
/// <param name="User">The calling user.</param>
/// <param name="Transfer">The transfer to give back.</param>
/// <param name="AmountMinor">How much, in minor units; null for all that is left.</param>
/// <param name="Pin">The caller's PIN; it never prints.</param>
/// <param name="Note">A note, if any.</param>
/// <param name="Key">The idempotency key.</param>
[GenerateSerializer, Immutable, Alias("wallet.refund-order")]
public sealed record RefundOrder(
    [property: Id(0)] UserId User,
    [property: Id(1)] Guid Transfer,
    [property: Id(2)] long? AmountMinor,
    [property: Id(3)] Pin Pin,
    [property: Id(4)] Note? Note,
    [property: Id(5)] IdempotencyKey Key);
