namespace Wallet.Core;

/// <summary>A refund as a client asks for it; its shape is valid.</summary>
/// <param name="Transfer">The transfer to give back.</param>
/// <param name="Amount">How much of it; <see cref="Amount.Rest"/> for all that is left.</param>
/// <param name="Pin">The caller's PIN.</param>
/// <param name="Key">The idempotency key.</param>
/// <param name="Note">A note, if any.</param>
public sealed record RefundRequest(TransferId Transfer, Amount Amount, Pin Pin, IdempotencyKey Key, Note? Note);
