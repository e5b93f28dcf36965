using System.ComponentModel.DataAnnotations;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>A wallet as its owner sees it. The balance, in minor units, stands after the entry with the sequence; 0 for
/// none. What is held, which is in the balance no more, is told of the present alone.</summary>
internal sealed record WalletBody(
    WalletId WalletId, long Balance, long? Held, string Currency, Timestamp CreatedAt, long Sequence);

/// <summary>The body of <c>POST /wallet/transfer</c>.</summary>
internal sealed class TransferRequestBody
{
    [Required, Shown(typeof(WalletId))]
    public string? ReceiverWalletId { get; init; }

    [Required, Shown(typeof(Amount))]
    public long? Amount { get; init; }

    [Required, Shown(typeof(Pin))]
    public string? Pin { get; init; }

    [Shown(typeof(IdempotencyKey))]
    public string? IdempotencyKey { get; init; }

    [Shown(typeof(Note))]
    public string? Note { get; init; }
}

/// <summary>The body of <c>POST /wallet/deposit</c>.</summary>
internal sealed class DepositRequestBody
{
    [Required, Shown(typeof(Amount))]
    public long? Amount { get; init; }

    [Shown(typeof(IdempotencyKey))]
    public string? IdempotencyKey { get; init; }
}
