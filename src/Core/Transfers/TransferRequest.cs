namespace Wallet.Core;

/// <summary>A transfer as a client asks for it; its shape is valid.</summary>
/// <param name="Receiver">The wallet to credit.</param>
/// <param name="Amount">How much.</param>
/// <param name="Pin">The caller's PIN.</param>
/// <param name="Key">The idempotency key.</param>
/// <param name="Note">A note, if any.</param>
public sealed record TransferRequest(WalletId Receiver, Amount Amount, Pin Pin, IdempotencyKey Key, Note? Note);
