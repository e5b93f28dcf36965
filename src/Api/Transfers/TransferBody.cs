using System.ComponentModel.DataAnnotations;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>A transfer, of whatever operation, as one of its wallets sees it. Amounts are minor units.</summary>
internal sealed record TransferBody(
    TransferId TransferId,
    WalletId SenderWalletId,
    WalletId ReceiverWalletId,
    Amount Amount,
    string Currency,
    long? BalanceAfter,
    Timestamp CreatedAt,
    Note? Note,
    Operation Operation,
    TransferId? Link,
    WalletId? OnBehalfOf)
{
    /// <summary>The view of <paramref name="caller"/>: of the two balances, only the own one is shown. It is none of
    /// them where escrow gets or gives the money and the caller is the other party of the hold.</summary>
    public static TransferBody Of(Transfer transfer, WalletId caller, string currency) => new(
        transfer.Id, transfer.Sender, transfer.Receiver, transfer.Amount, currency,
        transfer.Sender == caller ? transfer.SenderBalanceAfterMinor
            : transfer.Receiver == caller ? transfer.ReceiverBalanceAfterMinor : null,
        transfer.CreatedAt, transfer.Note, transfer.Operation, transfer.Link, transfer.Hold?.OtherThan(caller));
}

/// <summary>A transfer that was looked up: how much of it was given back can change.</summary>
internal sealed record FoundTransferBody(
    TransferId TransferId,
    WalletId SenderWalletId,
    WalletId ReceiverWalletId,
    Amount Amount,
    string Currency,
    long? BalanceAfter,
    Timestamp CreatedAt,
    Note? Note,
    Operation Operation,
    TransferId? Link,
    WalletId? OnBehalfOf,
    long Refunded)
{
    public static FoundTransferBody Of(TransferBody body, long refunded) => new(
        body.TransferId, body.SenderWalletId, body.ReceiverWalletId, body.Amount, body.Currency, body.BalanceAfter,
        body.CreatedAt, body.Note, body.Operation, body.Link, body.OnBehalfOf, refunded);
}

/// <summary>The body of <c>POST /transfers/{transferId}/refund</c>.</summary>
internal sealed class RefundRequestBody
{
    [Shown(typeof(Amount))]
    public long? Amount { get; init; }

    [Required, Shown(typeof(Pin))]
    public string? Pin { get; init; }

    [Shown(typeof(IdempotencyKey))]
    public string? IdempotencyKey { get; init; }

    [Shown(typeof(Note))]
    public string? Note { get; init; }
}
