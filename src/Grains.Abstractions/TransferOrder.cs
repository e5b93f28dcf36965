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

/// <summary>A hold as a client asks for it; its shape is valid. The wallet whose money it is is the grain's.</summary>
/// <param name="User">The calling user.</param>
/// <param name="Receiver">Who may capture it.</param>
/// <param name="Amount">How much.</param>
/// <param name="Seconds">How long it lasts.</param>
/// <param name="Pin">The caller's PIN; it never prints.</param>
/// <param name="Note">A note, if any.</param>
/// <param name="Key">The idempotency key.</param>
[GenerateSerializer, Immutable, Alias("wallet.hold-order")]
public sealed record HoldOrder(
    [property: Id(0)] UserId User,
    [property: Id(1)] WalletId Receiver,
    [property: Id(2)] Amount Amount,
    [property: Id(3)] long Seconds,
    [property: Id(4)] Pin Pin,
    [property: Id(5)] Note? Note,
    [property: Id(6)] IdempotencyKey Key);

/// <summary>What the receiver of a hold asks for, a capture or a release; its shape is valid. The receiver's wallet is
/// the grain's.</summary>
/// <param name="User">The calling user.</param>
/// <param name="Hold">The hold.</param>
/// <param name="AmountMinor">How much of it is captured, in minor units; null for all that is left.</param>
/// <param name="Key">The idempotency key.</param>
[GenerateSerializer, Immutable, Alias("wallet.capture-order")]
public sealed record CaptureOrder(
    [property: Id(0)] UserId User,
    [property: Id(1)] Guid Hold,
    [property: Id(2)] long? AmountMinor,
    [property: Id(3)] IdempotencyKey Key);
