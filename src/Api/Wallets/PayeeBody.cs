using Wallet.Core;

namespace Wallet.Api;

/// <summary>A wallet as others see it. The name is masked, and null where the user said none. Whether a payment is
/// taken is decided when it is made.</summary>
internal sealed record PayeeBody(WalletId WalletId, string? Name, bool CanReceive);
