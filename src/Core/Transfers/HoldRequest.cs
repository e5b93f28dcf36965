namespace Wallet.Core;

/// <summary>A hold as a client asks for it; its shape is valid.</summary>
/// <param name="Receiver">Who may capture it.</param>
/// <param name="Amount">How much.</param>
/// <param name="ExpiresIn">How long it lasts, in whole seconds.</param>
/// <param name="Pin">The caller's PIN.</param>
/// <param name="Key">The idempotency key.</param>
/// <param name="Note">A note, if any.</param>
public sealed record HoldRequest(
    WalletId Receiver, Amount Amount, TimeSpan ExpiresIn, Pin Pin, IdempotencyKey Key, Note? Note);

/// <summary>A capture as the hold's receiver asks for it; its shape is valid. There is no PIN, for it is not the
/// caller's money.</summary>
/// <param name="Hold">The hold.</param>
/// <param name="Amount">How much of it; <see cref="Amount.Rest"/> for all that is left.</param>
/// <param name="Key">The idempotency key.</param>
public sealed record CaptureRequest(TransferId Hold, Amount Amount, IdempotencyKey Key);
